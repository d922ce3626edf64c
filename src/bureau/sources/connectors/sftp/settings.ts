import Type, { type Static } from 'typebox';

/** Shape of an SFTP folder, alone or inside another connector's settings. */
export const SftpPlaceShape = Type.Object(
  {
    host: Type.String({ minLength: 1, maxLength: 253, description: '主机名或地址 · host name or address' }),
    port: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 65_535, description: '端口，缺省 22 · port, 22 when absent' }),
    ),
    user: Type.String({ minLength: 1, maxLength: 100, description: '用户名 · user name' }),
    signIn: Type.Optional(
      Type.Union([Type.Literal('password'), Type.Literal('private-key')], {
        description: '登录方式：密码或私钥，缺省密码 · by password (the default) or private key',
      }),
    ),
    hostKey: Type.String({
      pattern: '^SHA256:[A-Za-z0-9+/]{43}=?$',
      description:
        '主机密钥指纹，如 SHA256:…（ssh-keygen -lf 所示），请向对方核实 · fingerprint of the host key as ssh-keygen -lf shows it, confirmed by its owner',
    }),
    folder: Type.String({ minLength: 1, maxLength: 1000, description: '文件夹，如 /outgoing · folder, as /outgoing' }),
    subfolders: Type.Optional(Type.Boolean({ description: '也读取子文件夹 · also read the folders in it' })),
  },
  { additionalProperties: false },
);
export type SftpPlace = Static<typeof SftpPlaceShape>;

/** What an SFTP server may ask for. */
export const sftpSecrets = {
  password: { zh: '登录密码（signIn 为 password 时）', en: 'Password, for signIn: password' },
  privateKey: {
    zh: '私钥（OpenSSH 或 PEM 格式，signIn 为 private-key 时）',
    en: 'Private key in OpenSSH or PEM form, for signIn: private-key',
  },
  passphrase: { zh: '私钥的口令，私钥加密时需要', en: 'Passphrase of the private key, when it is encrypted' },
};

import Type, { type Static } from 'typebox';

/** Shape of an SFTP folder, alone or inside another connector's settings. */
export const SftpPlaceShape = Type.Object(
  {
    host: Type.String({
      minLength: 1,
      maxLength: 253,
      title: '主机 · Host',
      examples: ['sftp.example.cn'],
      description: '主机名或地址 · host name or address',
    }),
    port: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 65_535,
        title: '端口 · Port',
        description: '端口，缺省 22 · port, 22 when absent',
      }),
    ),
    user: Type.String({
      minLength: 1,
      maxLength: 100,
      title: '用户名 · User',
      examples: ['lingnan'],
      description: '用户名 · user name',
    }),
    signIn: Type.Optional(
      Type.Union(
        [
          Type.Literal('password', { title: '密码 · Password' }),
          Type.Literal('private-key', { title: '私钥 · Private key' }),
        ],
        {
          title: '登录方式 · Signing in',
          description: '登录方式：密码或私钥，缺省密码 · by password (the default) or private key',
        },
      ),
    ),
    hostKey: Type.Optional(
      Type.String({
        pattern: '^SHA256:[A-Za-z0-9+/]{43}=?$',
        title: '主机密钥指纹 · Fingerprint of the host key',
        description:
          '主机密钥指纹，如 SHA256:…；留空试连可看到对方出示的指纹，向对方核实后填入，才能采集 · fingerprint of the host key; a trial without it shows the one that the host has, to be confirmed by its owner before anything is collected',
      }),
    ),
    folder: Type.String({
      minLength: 1,
      maxLength: 1000,
      title: '文件夹 · Folder',
      examples: ['/outgoing'],
      description: '文件夹，如 /outgoing · folder, as /outgoing',
    }),
    subfolders: Type.Optional(
      Type.Boolean({
        title: '包括子文件夹 · Subfolders too',
        description: '也读取子文件夹 · also read the folders in it',
      }),
    ),
  },
  { additionalProperties: false, title: 'SFTP 文件夹 · SFTP folder' },
);
export type SftpPlace = Static<typeof SftpPlaceShape>;

/** What an SFTP server may ask for. */
export const sftpSecrets = {
  password: { zh: '登录密码（用密码登录时）', en: 'Password, to sign in by password' },
  privateKey: {
    zh: '私钥（OpenSSH 或 PEM 格式，用私钥登录时）',
    en: 'Private key in OpenSSH or PEM form, to sign in by key',
  },
  passphrase: { zh: '私钥的口令，私钥加密时需要', en: 'Passphrase of the private key, when it is encrypted' },
};

/** The way of signing in tells which of them. */
export const sftpSecretsWith = {
  password: { setting: 'signIn', is: [null, 'password'] },
  privateKey: { setting: 'signIn', is: ['private-key'] },
  passphrase: { setting: 'signIn', is: ['private-key'] },
};

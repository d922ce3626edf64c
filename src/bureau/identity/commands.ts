import { AppError, type Command, kernelErrors, secretFromInput, systemPrincipal } from '../../kernel/index.ts';
import type { Role } from '../../kernel/principal.ts';
import type { Identity } from './service.ts';

type IdentityCommand = Command<{ identity: Identity }>;

const operator = systemPrincipal('command-line');
const text = (value: string | boolean | undefined) => (typeof value === 'string' && value !== '' ? value : undefined);
const words = (value: string | boolean | undefined) =>
  (text(value) ?? '').split(/[,，\s]+/).filter((word) => word !== '');

function needed(value: string | boolean | undefined, name: string): string {
  const given = text(value);
  if (given === undefined) {
    throw new AppError(kernelErrors.invalidInput, { problem: `缺少 ${name} / ${name} is missing` });
  }
  return given;
}

async function personByEmail(identity: Identity, email: string) {
  const person = await identity.people.findByEmail(email);
  if (!person) throw new AppError(kernelErrors.notFound, { what: email });
  return person;
}

async function passwordFrom(options: Record<string, string | boolean | undefined>): Promise<string | undefined> {
  return options['passwordStdin'] === true ? secretFromInput() : text(options['password']);
}

const passwordOptions = [
  { flags: '--password <password>', summary: '密码；不给则生成并显示一次 · made and shown once when absent' },
  { flags: '--password-stdin', summary: '从标准输入读取密码 · read the password from standard input' },
];

const peopleAdd: IdentityCommand = {
  path: ['people', 'add'],
  summary: { zh: '添加人员，也用于创建第一位系统管理员', en: 'Add a person, also the first administrator' },
  details:
    '例 Example:\n  lingnan people add --email li@example.org --name 李明 --role steward --organisation transport-bureau',
  options: [
    { flags: '--email <email>', summary: '邮箱，用于登录 · email to sign in with' },
    { flags: '--name <name>', summary: '姓名 · name' },
    { flags: '--role <roles>', summary: 'steward,analyst,officer,auditor,administrator' },
    { flags: '--organisation <id>', summary: '组织编号 · organisation id' },
    ...passwordOptions,
  ],
  async run({ identity }, { options }, output) {
    const { person, password } = await identity.people.create(operator, {
      email: needed(options['email'], '--email'),
      name: needed(options['name'], '--name'),
      roles: words(needed(options['role'], '--role')) as Role[],
      organisation: text(options['organisation']) ?? null,
      password: await passwordFrom(options),
    });
    output.result({ person, password });
    output.line(`${person.id}  ${person.email}  ${person.roles.join(',')}`);
    if (password) output.line(`密码（只显示一次，首次登录须修改） Password, shown once, to be changed: ${password}`);
    return 0;
  },
};

const peopleList: IdentityCommand = {
  path: ['people', 'list'],
  summary: { zh: '列出人员', en: 'List people' },
  options: [{ flags: '--organisation <id>', summary: '只列该组织 · of this organisation only' }],
  async run({ identity }, { options }, output) {
    const people = await identity.people.list(operator, { organisation: text(options['organisation']) });
    output.result({ people });
    output.table(
      ['id', 'name', 'email', 'organisation', 'roles', 'disabled'],
      people.map((person) => [
        person.id,
        person.name,
        person.email,
        person.organisation?.id ?? null,
        person.roles.join(','),
        person.disabled ? '停用 disabled' : '',
      ]),
    );
    return 0;
  },
};

const peopleDisable: IdentityCommand = {
  path: ['people', 'disable'],
  summary: { zh: '停用人员（其会话与令牌立即失效）', en: 'Disable a person; sessions and tokens end' },
  arguments: [{ name: 'email', required: true, summary: '邮箱 · email' }],
  options: [{ flags: '--undo', summary: '恢复 · enable again' }],
  async run({ identity }, { arguments: given, options }, output) {
    const found = await personByEmail(identity, given[0]!);
    const person = await identity.people.update(operator, found.id, { disabled: options['undo'] !== true });
    output.result({ person });
    output.line(person.disabled ? `已停用 Disabled: ${person.id}` : `已恢复 Enabled: ${person.id}`);
    return 0;
  },
};

const peoplePassword: IdentityCommand = {
  path: ['people', 'password'],
  summary: { zh: '重置密码并解除锁定', en: 'Reset a password and end a lockout' },
  arguments: [{ name: 'email', required: true, summary: '邮箱 · email' }],
  options: passwordOptions,
  async run({ identity }, { arguments: given, options }, output) {
    const found = await personByEmail(identity, given[0]!);
    const { person, password } = await identity.people.resetPassword(operator, found.id, await passwordFrom(options));
    output.result({ person, password });
    output.line(`已重置 Reset: ${person.id}`);
    if (password) output.line(`密码（只显示一次，登录后须修改） Password, shown once, to be changed: ${password}`);
    return 0;
  },
};

const tokensCreate: IdentityCommand = {
  path: ['tokens', 'create'],
  summary: { zh: '为人员创建访问令牌（只显示一次）', en: 'Create an API token for a person, shown once' },
  details: '例 Example:\n  lingnan tokens create --person li@example.org --name etl --scopes datasets:read,runs:write',
  options: [
    { flags: '--person <email>', summary: '邮箱 · email' },
    { flags: '--name <name>', summary: '用途 · what it is for' },
    { flags: '--scopes <scopes>', summary: 'datasets:read,runs:write,… 或 or *', default: 'datasets:read' },
    { flags: '--days <days>', summary: '有效天数，1–366 · days that it lives', default: '90' },
  ],
  async run({ identity }, { options }, output) {
    const person = await personByEmail(identity, needed(options['person'], '--person'));
    const days = Number(options['days']);
    const scopes = words(options['scopes']);
    if (!Number.isInteger(days) || days < 1 || days > 366) {
      throw new AppError(kernelErrors.invalidInput, { problem: '--days 1 … 366' });
    }
    const wrong = scopes.find((scope) => !/^(\*|[a-z][a-z-]{0,39}:(read|write|\*))$/.test(scope));
    if (wrong !== undefined || scopes.length === 0) {
      throw new AppError(kernelErrors.invalidInput, { problem: `--scopes ${wrong ?? ''}` });
    }
    const { token, secret } = await identity.tokens.create(
      operator,
      { name: needed(options['name'], '--name'), scopes, days },
      { person: person.id },
    );
    output.result({ token, secret });
    output.line(`${token.id}  ${token.scopes.join(',')}  ${token.expiresAt}`);
    output.line(`令牌（只显示一次） Token, shown once: ${secret}`);
    return 0;
  },
};

const tokensList: IdentityCommand = {
  path: ['tokens', 'list'],
  summary: { zh: '列出人员的有效令牌', en: 'List the live tokens of a person' },
  options: [{ flags: '--person <email>', summary: '邮箱 · email' }],
  async run({ identity }, { options }, output) {
    const person = await personByEmail(identity, needed(options['person'], '--person'));
    const tokens = await identity.tokens.list(operator, person.id);
    output.result({ tokens });
    output.table(
      ['id', 'name', 'scopes', 'expires', 'last used'],
      tokens.map((token) => [token.id, token.name, token.scopes.join(','), token.expiresAt, token.lastUsedAt]),
    );
    return 0;
  },
};

const tokensRevoke: IdentityCommand = {
  path: ['tokens', 'revoke'],
  summary: { zh: '撤销访问令牌', en: 'Revoke an API token' },
  arguments: [{ name: 'id', required: true, summary: '令牌编号 · token id' }],
  async run({ identity }, { arguments: given }, output) {
    await identity.tokens.revoke(operator, given[0]!);
    output.result({ revoked: given[0] });
    output.line(`已撤销 Revoked: ${given[0]}`);
    return 0;
  },
};

const organisationsAdd: IdentityCommand = {
  path: ['organisations', 'add'],
  summary: { zh: '添加组织', en: 'Add an organisation' },
  details:
    '例 Example:\n  lingnan organisations add --id transport-bureau --zh 交通运输局 --en "Transport bureau" --region 440300',
  options: [
    { flags: '--id <id>', summary: '编号；不给则生成 · made when absent' },
    { flags: '--zh <name>', summary: '中文名称 · Chinese name' },
    { flags: '--en <name>', summary: '英文名称 · English name' },
    { flags: '--region <code>', summary: '行政区划代码 GB/T 2260' },
    { flags: '--credit-code <code>', summary: '统一社会信用代码 GB 32100' },
    { flags: '--parent <id>', summary: '上级组织 · parent organisation' },
  ],
  async run({ identity }, { options }, output) {
    const zh = needed(options['zh'], '--zh');
    const organisation = await identity.organisations.create(operator, {
      id: text(options['id']),
      name: { zh, en: text(options['en']) ?? zh },
      region: text(options['region']) ?? null,
      creditCode: text(options['creditCode']) ?? null,
      parent: text(options['parent']) ?? null,
    });
    output.result({ organisation });
    output.line(`${organisation.id}  ${organisation.name.zh}`);
    return 0;
  },
};

const organisationsList: IdentityCommand = {
  path: ['organisations', 'list'],
  summary: { zh: '列出组织', en: 'List organisations' },
  async run({ identity }, _input, output) {
    const organisations = await identity.organisations.list();
    output.result({ organisations });
    output.table(
      ['id', 'name', 'region', 'credit code', 'parent'],
      organisations.map(({ id, name, region, creditCode, parent }) => [id, name.zh, region, creditCode, parent]),
    );
    return 0;
  },
};

/** Commands of this slice; the operator who owns the data folder may do all of them. */
export const identityCommands: IdentityCommand[] = [
  peopleAdd,
  peopleList,
  peopleDisable,
  peoplePassword,
  tokensCreate,
  tokensList,
  tokensRevoke,
  organisationsAdd,
  organisationsList,
];

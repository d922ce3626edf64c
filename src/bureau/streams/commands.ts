import { readFile } from 'node:fs/promises';
import {
  AppError,
  type Command,
  type CommandOutput,
  kernelErrors,
  secretFromInput,
  systemPrincipal,
} from '../../kernel/index.ts';
import { parseDeclaration } from './declaration.ts';
import { streamsErrors } from './errors.ts';
import type { Stream } from './schema.ts';
import type { Streams } from './service.ts';

const operator = systemPrincipal('command');
const idArgument = { name: 'id', required: true, summary: 'id of the stream' };

/** `lingnan streams …`. A running server takes a change up within a second or two. */
export const streamsCommands: Command<{ streams: Streams }>[] = [
  {
    path: ['streams', 'add'],
    summary: { zh: '按文件声明数据流', en: 'Declare the stream of a YAML file, or change its declaration' },
    details:
      '新数据流的发送密码只显示这一次：用户名是数据流编号 · The password of a new stream is shown this once; the user name is the id of the stream.',
    arguments: [{ name: 'file', required: true, summary: 'YAML file' }],
    async run({ streams }, input, output) {
      const { stream, secret } = await streams.add(operator, parseDeclaration(await text(input.arguments[0]!)));
      output.result({ ...stream, secret });
      output.line(`${stream.id} → ${stream.dataset}`);
      if (secret) output.line(`用户名 user name: ${stream.id}\n密码 password: ${secret}`);
      return 0;
    },
  },
  {
    path: ['streams', 'list'],
    summary: { zh: '列出数据流', en: 'List the streams' },
    async run({ streams }, _, output) {
      return show(await streams.list(operator), output);
    },
  },
  {
    path: ['streams', 'status'],
    summary: { zh: '显示数据流的运行状态', en: 'Tell how the streams stand' },
    arguments: [{ name: 'id', required: false, summary: 'of this stream alone' }],
    async run({ streams }, input, output) {
      const [id] = input.arguments;
      return show(id ? { items: [await streams.get(operator, id)] } : await streams.list(operator), output);
    },
  },
  ...(['pause', 'resume'] as const).map(
    (action): Command<{ streams: Streams }> => ({
      path: ['streams', action],
      summary:
        action === 'pause' ? { zh: '暂停数据流', en: 'Pause a stream' } : { zh: '恢复数据流', en: 'Resume a stream' },
      arguments: [idArgument],
      async run({ streams }, input, output) {
        const stream = await streams[action](operator, input.arguments[0]!);
        output.result(stream);
        output.line(`${stream.id}: ${stream.state}`);
        return 0;
      },
    }),
  ),
  {
    path: ['streams', 'remove'],
    summary: { zh: '移除数据流（已收到的先入库）', en: 'Remove a stream, after what it took is stored' },
    arguments: [idArgument],
    options: [{ flags: '--discard', summary: 'discard what waits to be stored' }],
    async run({ streams }, input, output) {
      const removed = await streams.remove(operator, input.arguments[0]!, {
        discard: input.options['discard'] === true,
      });
      output.result(removed);
      output.line(
        removed.removed
          ? `${removed.id}: 已移除 removed`
          : `${removed.id}: 不再接收；待入库的数据入库后移除 takes no more; it goes when what waits is stored`,
      );
      return 0;
    },
  },
  {
    path: ['streams', 'credential'],
    summary: { zh: '新建或撤销数据流的发送密码', en: 'Make or revoke a password of a stream’s senders' },
    arguments: [idArgument, { name: 'name', required: true, summary: 'name of the password' }],
    options: [{ flags: '--revoke', summary: 'revoke those of this name' }],
    async run({ streams }, input, output) {
      const [id, name] = input.arguments as [string, string];
      if (input.options['revoke'] === true) {
        const revoked = await streams.revokeCredential(operator, id, name);
        output.result(revoked);
        output.line(`${revoked.revoked}`);
        return 0;
      }
      const made = await streams.addCredential(operator, id, name);
      output.result({ username: id, ...made });
      output.line(`用户名 user name: ${id}\n密码 password: ${made.secret}`);
      return 0;
    },
  },
  {
    path: ['streams', 'broker-password'],
    summary: { zh: '设置（set）或删除（remove）外部代理的密码', en: 'Set or remove the password for another broker' },
    details:
      '密码从标准输入读取：lingnan streams broker-password demo.meters set < 文件 · the password is read from standard input',
    arguments: [idArgument, { name: 'verb', required: true, summary: 'set | remove' }],
    async run({ streams }, input, output) {
      const [id, verb] = input.arguments as [string, string];
      if (verb !== 'set' && verb !== 'remove')
        throw new AppError(kernelErrors.invalidInput, { problem: 'set | remove' });
      const stream =
        verb === 'set'
          ? await streams.setBrokerPassword(operator, id, await secretFromInput())
          : await streams.removeBrokerPassword(operator, id);
      output.result(stream);
      output.line(
        `${id}: ${stream.brokerPassword?.set ? '密码已加密保存 the password is sealed' : '没有密码 no password'}`,
      );
      return 0;
    },
  },
];

function show(list: { items: Stream[] }, output: CommandOutput): number {
  output.result(list);
  output.table(
    ['id', 'state', 'messages/s', 'clients', 'waiting bytes', 'accepted', 'quarantined', 'version'],
    list.items.map((stream) => [
      stream.id,
      stream.state,
      stream.live?.perSecond ?? null,
      stream.live?.clients ?? null,
      stream.live?.lagBytes ?? null,
      stream.accepted,
      stream.quarantined,
      stream.lastVersion,
    ]),
  );
  for (const { id, live, findings } of list.items) {
    if (live?.problem) output.line(`${id}: ${live.problem.zh} / ${live.problem.en}`);
    for (const { client, topic, count, lastAt, message, told } of findings.slice(0, 10)) {
      output.line(`${id} ${client} ${topic} × ${count}, ${lastAt}: ${message.zh} / ${message.en}`);
      if (told) output.line(`  ${told.zh} / ${told.en}`);
    }
  }
  return 0;
}

async function text(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    const problem = { zh: `文件 ${file} 打不开`, en: `the file ${file} does not open` };
    throw new AppError(streamsErrors.invalid, { problem }, { cause });
  }
}

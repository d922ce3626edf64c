import { statSync } from 'node:fs';
import {
  AppError,
  type Command,
  type CommandInput,
  type CommandOutput,
  kernelErrors,
  systemPrincipal,
} from '../../kernel/index.ts';
import { type AuditFilter, type AuditOutcome, auditOutcomes } from './schema.ts';
import type { Audit } from './service.ts';
import { verifyExport } from './verify.ts';

interface Needs {
  audit: Audit;
}

const step = {
  export: { zh: '导出审计事件', en: 'exporting audit events' },
  verify: { zh: '核验审计事件', en: 'verifying audit events' },
};

/** `lingnan audit list | export | key`. */
export const auditCommands: Command<Needs>[] = [
  {
    path: ['audit', 'list'],
    summary: { zh: '列出审计事件，最新的在前', en: 'List audit events, newest first' },
    details: 'Example: lingnan audit list --action collection. --from 2026-11-01',
    options: [
      { flags: '--actor <id>', summary: 'principal id' },
      { flags: '--action <action>', summary: 'an action, or the beginning of one up to a dot: collection.' },
      { flags: '--target <target>', summary: 'what it was done to: dataset:demo.residents' },
      { flags: '--outcome <outcome>', summary: 'done, refused or failed' },
      { flags: '--from <instant>', summary: 'not before: 2026-11-24 or 2026-11-24T09:30:00+08:00' },
      { flags: '--to <instant>', summary: 'before' },
      { flags: '--cursor <cursor>', summary: 'continue behind the page that ended with this cursor' },
      { flags: '--limit <number>', summary: 'at most so many, up to 500', default: '50' },
    ],
    run: async ({ audit }, input, output) => {
      const page = await audit.list(readFilter(input));
      output.result(page);
      output.table(
        ['#', 'at', 'actor', 'action', 'target', 'outcome'],
        page.items.map((event) => [event.sequence, event.at, event.actor, event.action, event.target, event.outcome]),
      );
      if (page.next) output.line(`--cursor ${page.next}`);
      return 0;
    },
  },
  {
    path: ['audit', 'export'],
    summary: { zh: '导出全部审计事件到文件', en: 'Export the whole audit trail to a file' },
    details: 'The file can be verified anywhere, without the database: lingnan audit verify FILE',
    arguments: [{ name: 'file', required: true, summary: 'NDJSON file to write' }],
    run: async ({ audit }, input, output) => {
      const file = input.arguments[0]!;
      await audit.record({
        principal: systemPrincipal('command-line'),
        action: 'audit.exported',
        target: 'audit:events',
        outcome: 'done',
      });
      const done = await audit.exportTo(file, (rows, all) =>
        output.progress({ share: rows / all, rows, step: step.export }),
      );
      output.result({ file, ...done, key: audit.publicKey.id });
      output.line(`${file}: ${done.events} events, signed with key ${audit.publicKey.id}`);
      return 0;
    },
  },
  {
    path: ['audit', 'key'],
    summary: { zh: '显示审计签名的公钥', en: 'Show the public key of the audit signatures' },
    run: async ({ audit }, _, output) => {
      output.result({ ...audit.publicKey, algorithm: 'Ed25519' });
      output.line(`${audit.publicKey.id}\n${audit.publicKey.publicKey}`);
      return 0;
    },
  },
];

/** `lingnan audit verify`, which needs no data folder and no database. */
export const auditOfflineCommands: Command<undefined>[] = [
  {
    path: ['audit', 'verify'],
    summary: { zh: '离线核验审计导出文件', en: 'Verify an audit export, offline' },
    details:
      'Exit code 0: nothing was changed; 1: something was. firstBad is the sequence of the first altered event.\n' +
      'Give --key to be sure who signed; the platform shows its key with: lingnan audit key',
    arguments: [{ name: 'file', required: true, summary: 'file made by lingnan audit export' }],
    options: [{ flags: '--key <key>', summary: 'id of the key, or the public key, that must have signed' }],
    offline: true,
    run: async (_, input, output) => verify(input, output),
  },
];

async function verify(input: CommandInput, output: CommandOutput): Promise<number> {
  const file = input.arguments[0]!;
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  const key = input.options['key'];
  const verification = await verifyExport(file, {
    key: typeof key === 'string' ? key : undefined,
    onProgress: (bytes) => output.progress({ share: size > 0 ? bytes / size : null, bytes, step: step.verify }),
  });
  const { ok, events, firstBad, problem, line } = verification;
  output.result(verification);
  if (ok) output.line(`ok: ${events} events, signed with key ${verification.key}`);
  else {
    output.line(`${problem?.zh}\n${problem?.en}`);
    output.line(`line ${line}${firstBad === null ? '' : `, event ${firstBad}`}`);
  }
  return ok ? 0 : 1;
}

function readFilter({ options }: CommandInput): AuditFilter {
  const text = (name: string) => (typeof options[name] === 'string' ? options[name] : undefined);
  const limit = Number(text('limit') ?? 50);
  if (!Number.isInteger(limit) || limit < 1 || limit > 500) wrong('--limit 1 … 500');
  const outcome = text('outcome');
  if (outcome !== undefined && !auditOutcomes.includes(outcome as AuditOutcome)) wrong('--outcome done|refused|failed');
  const cursor = text('cursor');
  if (cursor !== undefined && !/^[0-9]{1,15}$/.test(cursor)) wrong('--cursor');
  return {
    actor: text('actor'),
    action: text('action'),
    target: text('target'),
    outcome: outcome as AuditOutcome | undefined,
    from: instant('from', text('from')),
    to: instant('to', text('to')),
    cursor,
    limit,
  };
}

function instant(name: string, value: string | undefined): string | undefined {
  if (value === undefined) return undefined;
  const at = new Date(value);
  if (Number.isNaN(at.getTime())) wrong(`--${name} ${value}`);
  return at.toISOString();
}

function wrong(problem: string): never {
  throw new AppError(kernelErrors.invalidInput, { problem });
}

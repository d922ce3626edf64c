import type { Text } from '../../../kernel/index.ts';
import { compileStandard } from '../compile.ts';
import type { Standard } from '../schema.ts';
import { ask, countOf, type ProposalSource } from './source.ts';

/** What collecting the rows under the draft would report. */
export interface Judgement {
  /** Rows that would go to quarantine. */
  rejected: number;
  findings: { fields: string[]; count: number; message: Text }[];
}

const mostInStatement = 100;

/** Checks the rows that were looked at as collecting would, so that the draft says what comes of it. */
export async function judge(source: ProposalSource, standard: Standard): Promise<Judgement> {
  const compiled = compileStandard(standard);
  const place = (name: string) => compiled.fields.findIndex(({ field }) => field.name === name);
  const checks = [
    ...compiled.fields.flatMap(({ field, checks: ofField }, index) =>
      ofField.map(({ message, broken }) => ({
        fields: [field.name],
        message,
        broken: broken(`r${index}`, `v${index}`),
      })),
    ),
    ...compiled.rows.map(({ fields, message, broken }) => ({
      fields,
      message,
      broken: broken((name) => `v${place(name)}`),
    })),
  ];
  /** The source with the raw texts and values of those fields that the checks read. */
  const typed = (part: typeof checks) => {
    const indexes = [...new Set(part.flatMap(({ fields }) => fields.map(place)))];
    const columns = indexes.flatMap((index) => [
      `c${index} AS r${index}`,
      `${compiled.fields[index]!.value(`c${index}`)} AS v${index}`,
    ]);
    return `(SELECT ${columns.join(', ')} FROM ${source.relation})`;
  };
  const findings: Judgement['findings'] = [];
  const broken: typeof checks = [];
  for (let from = 0; from < checks.length; from += mostInStatement) {
    const part = checks.slice(from, from + mostInStatement);
    const counts = part.map((check, index) => `${countOf(check.broken)} AS a${index}`).join(', ');
    const [row] = await ask<Record<string, unknown>>(source, `SELECT ${counts} FROM ${typed(part)}`);
    for (const [index, check] of part.entries()) {
      const count = Number(row![`a${index}`]);
      if (count === 0) continue;
      findings.push({ fields: check.fields, count, message: check.message });
      broken.push(check);
    }
  }
  if (broken.length === 0) return { rejected: 0, findings };
  const any = broken.map((check) => `(${check.broken})`).join(' OR ');
  const [row] = await ask<{ rejected: number }>(source, `SELECT ${countOf(any)} AS rejected FROM ${typed(broken)}`);
  return { rejected: Number(row!.rejected), findings };
}

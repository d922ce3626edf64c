import type { Finding } from '../../kernel/index.ts';
import type { Problem } from './problem.ts';
import { readStandard } from './read-standard.ts';
import type { Standard } from './schema.ts';
import { readYaml } from './yaml.ts';

/**
 * Reads a standard from YAML text. What is wrong is told as findings with `row` the line in the file and `field` the
 * field of the standard, each saying how to mend it; the standard is null then. Never throws.
 */
export function parseStandard(yamlText: string): { standard: Standard | null; findings: Finding[] } {
  const { data, line, findings } = readYaml(yamlText);
  if (findings.length > 0) return { standard: null, findings };
  if (data === null || data === undefined) {
    const message = { zh: '标准文件是空的', en: 'the file is empty' };
    return { standard: null, findings: [{ row: 1, field: null, rule: 'shape', value: null, message }] };
  }
  const { standard, problems } = readStandard(data);
  return { standard, findings: problems.map((problem) => findingOf(problem, data, line(problem.path))) };
}

/** A problem as a finding: with its line when the standard was text, without when it came as data. */
export function findingOf(problem: Problem, data: unknown, row: number | null): Finding {
  const [first, index] = problem.path;
  const fields = (data as { fields?: unknown } | null)?.fields;
  const field =
    first === 'fields' && Array.isArray(fields)
      ? (fields[Number(index)] as { name?: unknown } | null)?.name
      : undefined;
  const place = placeOf(problem.path, typeof field === 'string' ? field : null);
  const prefix = row === null ? { zh: '', en: '' } : { zh: `第 ${row} 行`, en: `line ${row}` };
  return {
    row,
    field: typeof field === 'string' ? field : null,
    rule: problem.rule,
    value: problem.value === undefined ? null : String(JSON.stringify(problem.value)).slice(0, 200),
    message: {
      zh: `${[prefix.zh, place.zh].filter(Boolean).join('，')}：${problem.message.zh}`,
      en: `${[prefix.en, place.en].filter(Boolean).join(', ')}: ${problem.message.en}`,
    },
  };
}

function placeOf(path: Problem['path'], field: string | null): { zh: string; en: string } {
  if (field !== null) return { zh: `字段 ${field}`, en: `field ${field}` };
  const [first, index] = path;
  if (typeof index === 'number') return { zh: `${first} 第 ${index + 1} 项`, en: `${first} item ${index + 1}` };
  return first === undefined ? { zh: '标准', en: 'the standard' } : { zh: String(first), en: String(first) };
}

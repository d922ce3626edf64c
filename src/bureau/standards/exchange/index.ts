import type { Finding } from '../../../kernel/index.ts';
import { formatStandard } from '../format.ts';
import { findingOf, parseStandard } from '../parse.ts';
import { readStandard } from '../read-standard.ts';
import type { CodeList, ExchangeFormat, Standard } from '../schema.ts';
import { toJsonSchema } from './json-schema.ts';
import { lost } from './loss.ts';
import { readJsonSchema } from './read-json-schema.ts';
import { readTableSchema } from './read-table-schema.ts';
import { toTableSchema } from './table-schema.ts';

/** The text of a standard in another form, with what readers of that form will not see. */
export function exportStandard(
  standard: Standard,
  format: ExchangeFormat,
  codeLists: readonly CodeList[] = [],
): { text: string; mediaType: string; name: string; findings: Finding[] } {
  if (format === 'yaml') {
    return {
      text: formatStandard(standard),
      mediaType: 'application/yaml; charset=utf-8',
      name: `${standard.id}.yaml`,
      findings: [],
    };
  }
  const { document, findings } =
    format === 'table-schema' ? toTableSchema(standard, codeLists) : toJsonSchema(standard, codeLists);
  return {
    text: `${JSON.stringify(document, null, 2)}\n`,
    mediaType: format === 'json-schema' ? 'application/schema+json' : 'application/json',
    name: `${standard.id}.${format}.json`,
    findings,
  };
}

/** Reads a standard from another form. Never throws; findings with the rule `lost` tell what has no counterpart. */
export function importStandard(
  format: ExchangeFormat,
  text: string,
  id: string,
): { standard: Standard | null; findings: Finding[] } {
  if (format === 'yaml') return parseStandard(text);
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (cause) {
    const detail = cause instanceof Error ? cause.message : '';
    const message = { zh: `不是有效的 JSON：${detail}`, en: `is no valid JSON: ${detail}` };
    return { standard: null, findings: [lost(null, format, message)] };
  }
  const { content, findings } =
    format === 'table-schema' ? readTableSchema(document, id) : readJsonSchema(document, id);
  if (content === null) return { standard: null, findings };
  const { standard, problems } = readStandard(content);
  return { standard, findings: [...problems.map((problem) => findingOf(problem, content, null)), ...findings] };
}

import { Value } from 'typebox/value';
import { parse } from 'yaml';
import { AppError } from '../../kernel/index.ts';
import { placedProblem, shapeProblems } from '../standards/index.ts';
import type { Standard } from '../standards/schema.ts';
import { streamsErrors } from './errors.ts';
import { type StreamDeclaration, StreamDeclarationShape } from './schema.ts';
import { isTopicFilter } from './topics.ts';

const mostBytes = 128 * 1024;

/** Reads the YAML of a stream; throws `streams.invalid` with the first thing that is wrong. */
export function parseDeclaration(text: string): StreamDeclaration {
  if (Buffer.byteLength(text) > mostBytes)
    throw invalid({ zh: '文件超过 128 KB', en: 'the file is larger than 128 KB' });
  let data: unknown;
  try {
    data = parse(text, { maxAliasCount: 20 });
  } catch (cause) {
    const reason = (cause as Error).message.split('\n')[0]!;
    throw invalid({ zh: `YAML 写法有误：${reason}`, en: `it is not valid YAML: ${reason}` });
  }
  return checkDeclaration(data);
}

/** The declaration in plain data. */
export function checkDeclaration(data: unknown): StreamDeclaration {
  if (!Value.Check(StreamDeclarationShape, data))
    throw invalid(placedProblem(shapeProblems(StreamDeclarationShape, data)[0]!));
  for (const topic of data.topics ?? []) {
    if (!isTopicFilter(topic)) {
      throw invalid({ zh: `“${topic}”不是可用的主题过滤器`, en: `“${topic}” is no topic filter that can be used` });
    }
  }
  if (data.broker && !data.topics?.length) {
    throw invalid({ zh: '外部代理需要 topics', en: 'a stream from another broker needs topics' });
  }
  if (data.broker && !URL.canParse(data.broker.url)) {
    const { url } = data.broker;
    throw invalid({ zh: `“${url}”不是可用的代理地址`, en: `“${url}” is no address of a broker that can be used` });
  }
  return data;
}

/** What a declaration says of fields must be fields of its standard. */
export function checkFields(declaration: StreamDeclaration, standard: Standard): void {
  const names = new Set(standard.fields.map(({ name }) => name));
  const said = [...Object.keys(declaration.fields ?? {}), ...(declaration.time ? [declaration.time] : [])];
  for (const name of said) {
    if (!names.has(name)) {
      throw invalid({
        zh: `标准 ${standard.id} 没有字段“${name}”`,
        en: `the standard ${standard.id} has no field “${name}”`,
      });
    }
  }
}

function invalid(problem: { zh: string; en: string }): AppError {
  return new AppError(streamsErrors.invalid, { problem });
}

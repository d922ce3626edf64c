import { AppError } from '../../../../kernel/index.ts';
import { remoteErrors } from '../remote/errors.ts';
import { hostileName, shownName } from '../remote/file-name.ts';

type Json = Record<string, unknown>;

/** A resource of a data package as it is declared. */
export interface Resource {
  name: string;
  /** Files whose contents one after the other are the resource; empty where the data stands in the package itself. */
  paths: string[];
  data: unknown;
  hash: { algorithm: string; hex: string } | null;
  bytes: number | null;
  format: string | null;
  encoding: string | null;
  compression: string | null;
  /** Content, or the path of a file that holds it. */
  dialect: Json | string | null;
  schema: Json | string | null;
}

const algorithms: Record<string, RegExp> = {
  md5: /^[0-9a-f]{32}$/,
  sha1: /^[0-9a-f]{40}$/,
  sha256: /^[0-9a-f]{64}$/,
  sha512: /^[0-9a-f]{128}$/,
};

/** A package (or a part of one) as JSON; throws what is wrong with it in words. */
export function parseJson(text: string, file: string): Json {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\ufeff/, ''));
  } catch {
    value = null;
  }
  if (!isJson(value)) throw invalid(file, '不是 JSON 对象', 'it is no JSON object');
  return value;
}

/** Finds a resource by its name and reads what Data Package 1 and 2 say of it. */
export function findResource(descriptor: Json, name: string, file: string): Resource {
  const all = Array.isArray(descriptor['resources']) ? descriptor['resources'].filter(isJson) : [];
  if (all.length === 0) throw invalid(file, '没有 resources', 'it has no resources');
  const found = all.find((one) => one['name'] === name);
  if (!found) {
    const names = all.slice(0, 20).map((one) => shownName(String(one['name'])));
    throw invalid(
      file,
      `没有资源“${name}”；有：${names.join('、')}`,
      `it has no resource “${name}” but ${names.join(', ')}`,
    );
  }
  const listed = Array.isArray(found['path']) ? found['path'] : found['path'] === undefined ? [] : [found['path']];
  const paths = listed.map((one) => checkPath(one, file));
  if (paths.length === 0 && found['data'] === undefined)
    throw invalid(file, `资源“${name}”既无 path 也无 data`, `the resource “${name}” has neither path nor data`);
  return {
    name,
    paths,
    data: found['data'],
    hash: readHash(found['hash'], file),
    bytes: typeof found['bytes'] === 'number' && Number.isSafeInteger(found['bytes']) ? found['bytes'] : null,
    format: text(found['format'])?.toLowerCase() ?? null,
    encoding: text(found['encoding'])?.toLowerCase() ?? null,
    compression: text(found['compression'])?.toLowerCase() ?? null,
    dialect: part(found['dialect'], file),
    schema: part(found['schema'], file),
  };
}

/** After the specification a path is an http address, or relative and below the package. */
function checkPath(path: unknown, file: string): string {
  const wrong = (zh: string, en: string) => {
    const shown = shownName(String(path));
    return invalid(file, `路径“${shown}”${zh}`, `the path “${shown}” ${en}`);
  };
  if (typeof path !== 'string' || path === '') throw wrong('不是文本', 'is no text');
  if (/^https?:\/\//i.test(path)) {
    if (!URL.canParse(path)) throw wrong('不是网址', 'is no web address');
    return path;
  }
  if (/^[a-z][a-z0-9+.-]*:/i.test(path))
    throw wrong('只能是 http(s) 网址或相对路径', 'must be an http(s) address or relative');
  const plain = path.replace(/^\.\//, '');
  const problem = hostileName(plain);
  if (problem) throw wrong(`不被接受：${problem.zh}`, `is refused: ${problem.en}`);
  return plain;
}

function readHash(hash: unknown, file: string): Resource['hash'] {
  if (hash === undefined || hash === null || hash === '') return null;
  const [algorithm, hex] = String(hash).includes(':')
    ? String(hash).toLowerCase().split(':')
    : ['md5', String(hash).toLowerCase()];
  const known = algorithm?.replace('-', '') ?? '';
  if (!Object.hasOwn(algorithms, known) || !algorithms[known]!.test(hex ?? ''))
    throw invalid(file, 'hash 的写法无法识别', 'its hash is written in no known way');
  return { algorithm: known, hex: hex! };
}

function part(value: unknown, file: string): Json | string | null {
  if (value === undefined || value === null) return null;
  return typeof value === 'string' ? checkPath(value, file) : isJson(value) ? value : null;
}

const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : null);

export function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function invalid(file: string, zh: string, en: string): AppError {
  return new AppError(remoteErrors.packageInvalid, { file, problem: { zh, en } });
}

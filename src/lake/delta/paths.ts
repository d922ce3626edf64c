import { quoteLiteral } from '../engines/engine.ts';

/** Name of the folder of a null partition value, in Hive's layout and so in Delta's. */
export const nullPartition = '__HIVE_DEFAULT_PARTITION__';

/** A folder name of a partition, `column=value`, with everything encoded that a file system or Hive may trip over. */
export function partitionFolder(column: string, value: string | null): string {
  return `${encodeName(column)}=${value === null ? nullPartition : encodeName(value)}`;
}

function encodeName(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*.~]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  );
}

/** Column and value of a partition folder's name; null when it is none. */
export function parsePartitionFolder(name: string): { column: string; value: string | null } | null {
  const equals = name.indexOf('=');
  if (equals < 1) return null;
  const value = name.slice(equals + 1);
  return { column: decode(name.slice(0, equals)), value: value === nullPartition ? null : decode(value) };
}

/**
 * The path of an `add` or `remove` action for a file's path relative to the table. The log holds a URI, so a file in the
 * folder `district=%E5%8D%97` stands there as `district=%25E5%258D%2597`.
 */
export function encodeLogPath(relative: string): string {
  return relative
    .split('/')
    .map((part) => encodeURIComponent(part).replaceAll('%3D', '='))
    .join('/');
}

/** The file's path behind the path of an action, relative to the table or absolute. */
export function decodeLogPath(logPath: string): string {
  return decode(logPath.startsWith('file:') ? logPath.replace(/^file:(\/\/)?/, '') : logPath);
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** A list of files as an SQL literal. The engine would take `*`, `?` and `[` in a name as a pattern. */
export function fileList(locations: string[]): string {
  return `[${locations.map((location) => quoteLiteral(location.replace(/[*?[]/g, '[$&]'))).join(', ')}]`;
}

import { createHash } from 'node:crypto';
import { codesFor } from './in-force.ts';
import type { CodeList, Standard } from './schema.ts';

/** Hash of the codes that each field takes on a day, so that the same rows may be judged anew when they change. */
export function hashCodes(standard: Standard, codeLists: readonly CodeList[], day: string | null): string | null {
  const taken = standard.fields.flatMap((field) => {
    const list = codeLists.find(({ id }) => id === field.codeList);
    return list ? [[field.name, codesFor(field, list, day).map(({ code, from, to }) => [code, from, to])]] : [];
  });
  return taken.length > 0 ? createHash('sha256').update(JSON.stringify(taken)).digest('hex') : null;
}

import Type, { type Static } from 'typebox';
import { AppError } from '../../kernel/index.ts';
import { standardsErrors } from './errors.ts';
import { parseStandard } from './parse.ts';
import { requireWhole } from './published.ts';
import type { Standard } from './schema.ts';

/** A standard as a client sends it: the text of the file, or the object. */
export const WrittenStandardShape = Type.Object({
  yaml: Type.Optional(Type.String({ maxLength: 2_200_000 })),
  standard: Type.Optional(Type.Unknown()),
});

/** The standard in a body; throws `standards.invalid` with its findings. */
export function standardFromBody(body: Static<typeof WrittenStandardShape>): Standard {
  return body.yaml === undefined ? requireWhole(body.standard) : standardFromText(body.yaml);
}

/** The standard in a text; throws `standards.invalid` with its findings. */
export function standardFromText(text: string): Standard {
  const { standard, findings } = parseStandard(text);
  if (standard) return standard;
  const { message } = findings[0]!;
  throw new AppError(standardsErrors.invalid, {
    id: /^id:\s*(\S{1,200})/m.exec(text)?.[1] ?? '',
    count: findings.length,
    firstZh: message.zh,
    firstEn: message.en,
    findings: findings.slice(0, 200),
  });
}

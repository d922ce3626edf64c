import type { Text } from '../../../kernel/index.ts';
import type { Field, Proposal, Standard } from '../schema.ts';
import { unitOfTitle } from '../units.ts';
import { toFieldName } from './field-name.ts';
import { guessType } from './guess-type.ts';
import { keyCandidates } from './keys.ts';
import { guessSensitivity } from './sensitivity.ts';

export interface Sample {
  id: string;
  title?: string;
  /** Column titles as they stand in the source. */
  columns: string[];
  /** Raw texts, a list a row, in the order of the columns. */
  rows: (string | null)[][];
}

const fewest = 20;

/**
 * Drafts a standard from a sample: names, types with their formats, units, enumerations, keys and sensitivity, each with
 * its reason. The draft is returned and nothing else happens; someone corrects and publishes it.
 */
export function proposeStandard({ id, title, columns, rows }: Sample): Proposal {
  // Wide tables need fewer rows for the same time; a type shows in a few hundred values.
  const seen = rows.slice(0, Math.max(200, Math.min(5000, Math.floor(1_000_000 / Math.max(1, columns.length)))));
  const taken = new Set<string>();
  const proposals = columns.map((column, index) => {
    const name = toFieldName(column, taken, `field_${index + 1}`);
    taken.add(name);
    return proposeField(column, name, { values: seen.map((row) => row[index] ?? null) });
  });
  const fields = proposals.map(({ field }) => field);
  const keys = keyCandidates(fields, seen);
  const standard: Standard = {
    id,
    title: title ? { zh: title, en: title } : { zh: id, en: id },
    fields,
  };
  const best = keys[0];
  if (best && seen.length >= fewest) {
    standard.key = best;
    for (const field of fields) if (best.includes(field.name)) field.required = true;
  }
  const local = proposals.some(
    ({ field, values }) => field.type === 'datetime' && values.some((value) => !/(Z|[+-]\d\d:?\d\d)$/.test(value)),
  );
  if (local) {
    standard.timezone = 'Asia/Shanghai';
    for (const { field, notes } of proposals) {
      if (field.type === 'datetime') {
        notes.reasons.push({
          zh: '时间没有写时区，按北京时间（Asia/Shanghai）读取，请确认',
          en: 'the times carry no offset and are read as Beijing time (Asia/Shanghai); confirm it',
        });
      }
    }
  }
  return { standard, fields: proposals.map(({ notes }) => notes), keys, rows: seen.length };
}

function proposeField(column: string, name: string, { values }: { values: (string | null)[] }) {
  const filled = values.filter((value): value is string => value !== null && value !== '');
  const trimmed = filled.map((value) => value.trim()).filter((value) => value !== '');
  const plain = column.normalize('NFKC').trim();
  const guess = guessType(plain, trimmed);
  const reasons: Text[] = [guess.reason];
  const unit = ['integer', 'decimal', 'number'].includes(guess.type) ? unitOfTitle(column) : undefined;
  const bare = unit ? plain.replace(/\s*[([【<][^()[\]【】<>]*[)\]】>]\s*$/u, '') : plain;
  const han = /\p{Script=Han}/u.test(bare);
  const field: Field = {
    name,
    title: bare === '' ? { zh: name, en: name } : { zh: bare, en: han ? sentence(name) : bare },
    type: guess.type,
  };
  if (guess.scale !== undefined) field.scale = guess.scale;
  if (guess.format !== undefined) field.format = guess.format;
  if (unit) {
    field.unit = unit.code;
    reasons.push({ zh: `标题注明单位${unit.title.zh}`, en: `the title names the unit ${unit.title.en}` });
  }
  if (column !== '' && ![name, field.title.zh, field.title.en].includes(column)) field.aliases = [column];
  const choices = enumOf(guess.type, trimmed);
  if (choices) {
    field.enum = choices;
    reasons.push({
      zh: `${trimmed.length} 个值中只有 ${choices.length} 种`,
      en: `only ${choices.length} different ones among ${trimmed.length} values`,
    });
  }
  if (filled.length === values.length && values.length >= 100) {
    field.required = true;
    reasons.push({ zh: `样本 ${values.length} 行都有值`, en: `never empty in ${values.length} rows` });
  }
  const sensitivity = guessSensitivity(plain, guess.type);
  if (sensitivity) {
    field.sensitivity = sensitivity.word;
    reasons.push(sensitivity.reason);
  }
  if (filled.some((value) => value !== value.trim())) {
    reasons.push({
      zh: '有些值前后有空格，采集时会报告',
      en: 'some values have blanks around them, which collecting will tell',
    });
  }
  // Few values say little: three that fit are no more than a guess.
  const confidence = Math.round(guess.fit * (trimmed.length / (trimmed.length + 3)) * 100) / 100;
  return { field, values: trimmed, notes: { name, column, confidence, reasons, misfits: guess.misfits } };
}

/** The values of a text column that repeats a few short words; null when it does not. */
function enumOf(type: Field['type'], values: string[]): string[] | null {
  if (type !== 'string' || values.length < fewest) return null;
  const counts = new Map<string, number>();
  for (const value of values) {
    counts.set(value, (counts.get(value) ?? 0) + 1);
    if (counts.size > 20) return null;
  }
  const words = [...counts.keys()];
  if (words.length * 5 > values.length || words.some((word) => word.length > 20)) return null;
  // A word seen once among many is more likely a slip than a choice.
  const kept = words.filter((word) => counts.get(word)! > 1);
  return kept.length === 0 ? null : kept.sort((left, right) => counts.get(right)! - counts.get(left)!);
}

function sentence(name: string): string {
  const words = name.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

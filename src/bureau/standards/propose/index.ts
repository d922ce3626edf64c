import type { Text } from '../../../kernel/index.ts';
import type { Field, Proposal, ProposedField, Standard } from '../schema.ts';
import { unitOfTitle } from '../units.ts';
import { type Choices, choicesOf } from './choices.ts';
import { toFieldName } from './field-name.ts';
import { type Guess, guessTypes, shown } from './guess-type.ts';
import { judge } from './judge.ts';
import { isTellingKey, keyCandidates } from './keys.ts';
import { type ColumnLook, lookOver } from './look.ts';
import { guessSensitivity } from './sensitivity.ts';
import { anyValue, countOf, type ProposalSource, perColumn } from './source.ts';

/** Fewer rows show neither a key nor what must be there. */
const fewestForKey = 20;
const fewestForRequired = 100;
const unitInTitle = /\s*[([【<][^()[\]【】<>]*[)\]】>]\s*$/u;

interface Draft {
  field: Field;
  look: ColumnLook;
  guess: Guess;
  reasons: Text[];
}

/**
 * Drafts a standard from the rows of a source: names, types with their formats, units, choices, keys and sensitivity, each
 * with its reason, and what collecting under it would report. The draft is returned and nothing else happens; someone
 * corrects and publishes it.
 */
export async function proposeStandard(
  { id, title }: { id: string; title?: string | undefined },
  source: ProposalSource,
): Promise<Proposal> {
  const looks = await lookOver(source);
  const guesses = await guessTypes(source, looks);
  const taken = new Set<string>();
  const drafts = looks.map((look, index): Draft => {
    const name = toFieldName(look.title, taken, `field_${index + 1}`);
    taken.add(name);
    return draftField(name, look, guesses[index]!);
  });
  const fields = drafts.map(({ field }) => field);
  const standard: Standard = { id, title: title ? { zh: title, en: title } : { zh: id, en: id }, fields };
  const keys = await keyCandidates(source, fields, looks);
  const [best] = keys;
  // A field that happens not to repeat is no key, save the first or one that is named so.
  const ofBest = fields.filter(({ name }) => best?.includes(name));
  const telling = best && (isTellingKey(ofBest) || (best.length === 1 && best[0] === fields[0]!.name));
  if (telling && source.rows >= fewestForKey) standard.key = best;
  for (const draft of drafts) await constrain(source, draft, standard);
  await setZone(source, drafts, standard);
  const { rejected, findings } = await judge(source, standard);
  for (const { field, look, reasons } of drafts) {
    for (const { count, message } of findings.filter(({ fields: [name] }) => name === field.name)) {
      reasons.push({
        zh: `采集时会报告 ${shown(count)} 个：${message.zh}`,
        en: `collecting will report ${shown(count)}: ${message.en}`,
      });
    }
    if (look.padded > 0) reasons.push(aboutBlanks(field, look));
  }
  return { standard, fields: drafts.map(toNotes), keys, rows: source.rows, total: source.total, rejected };
}

function draftField(name: string, look: ColumnLook, guess: Guess): Draft {
  const { title: column } = look;
  const reasons: Text[] = [guess.reason];
  const plain = column.normalize('NFKC').trim();
  const unit = ['integer', 'decimal', 'number'].includes(guess.type) ? unitOfTitle(column) : undefined;
  const bare = unit ? plain.replace(unitInTitle, '') : plain;
  const han = /\p{Script=Han}/u.test(bare);
  const field: Field = {
    name,
    title: bare === '' ? { zh: name, en: name } : { zh: bare, en: han ? sentence(name) : bare },
    type: guess.type,
  };
  if (guess.scale !== undefined) field.scale = guess.scale;
  if (guess.format !== undefined) field.format = guess.format;
  if (guess.pattern !== undefined) field.pattern = guess.pattern;
  if (unit) {
    field.unit = unit.code;
    reasons.push({ zh: `标题注明单位${unit.title.zh}`, en: `the title names the unit ${unit.title.en}` });
  }
  if (column !== '' && ![name, field.title.zh, field.title.en].includes(column)) field.aliases = [column];
  const sensitivity = guessSensitivity(plain, guess.type);
  if (sensitivity) {
    field.sensitivity = sensitivity.word;
    reasons.push(sensitivity.reason);
  }
  return { field, look, guess, reasons };
}

/** What the field must be beside its type: part of the key, one of a few choices, never empty. */
async function constrain(source: ProposalSource, draft: Draft, standard: Standard): Promise<void> {
  const { field, look, reasons } = draft;
  const { rows } = source;
  if (standard.key?.includes(field.name)) {
    field.required = true;
    const others = standard.key.length > 1;
    reasons.push({
      zh: `${others ? `${standard.key.join('、')} 合起来` : ''}在 ${shown(rows)} 行中不为空也不重复，作为主键`,
      en: `${others ? `${standard.key.join(', ')} together are` : 'is'} never empty and never repeated in ${shown(rows)} rows; taken as the key`,
    });
    return;
  }
  const choices = await choicesOf(source, field, look);
  if (choices) {
    field.enum = choices.values;
    reasons.push(aboutChoices(choices, look));
  }
  if (look.filled - look.blank === rows && rows >= fewestForRequired) {
    field.required = true;
    reasons.push({ zh: `${shown(rows)} 行都有值`, en: `never empty in ${shown(rows)} rows` });
  }
}

/** Moments without an offset are read as Beijing time, for a person to confirm. */
async function setZone(source: ProposalSource, drafts: Draft[], standard: Standard): Promise<void> {
  const moments = drafts.filter(({ field }) => field.type === 'datetime');
  const local = await perColumn(
    source,
    moments.map(({ look }) => look.column),
    [countOf(`${anyValue} <> '' AND NOT regexp_matches(${anyValue}, '(Z|[+-][0-9]{2}:?[0-9]{2})$')`)],
  );
  for (const { look, reasons } of moments) {
    if ((local.get(look.column)?.[0] ?? 0) === 0) continue;
    standard.timezone = 'Asia/Shanghai';
    reasons.push({
      zh: '时间没有写时区，按北京时间（Asia/Shanghai）读取，请确认',
      en: 'the times carry no offset and are read as Beijing time (Asia/Shanghai); confirm it',
    });
  }
}

function aboutChoices({ values, rare }: Choices, { filled }: ColumnLook): Text {
  const slips = rare.length > 0;
  return {
    zh: `${shown(filled)} 个值中只有 ${values.length} 种${slips ? `，其中很少见的请核对是否写错：${rare.join('、')}` : ''}`,
    en: `only ${values.length} different ones among ${shown(filled)} values${slips ? `; see whether the rare ones are slips: ${rare.join(', ')}` : ''}`,
  };
}

/** What collecting does with blanks around values: texts keep them, everything else and choices are held to the letter. */
function aboutBlanks(field: Field, { padded }: ColumnLook): Text {
  const strict = field.type !== 'string' || field.enum !== undefined || field.pattern !== undefined;
  return strict
    ? {
        zh: `${shown(padded)} 个值前后有空格，采集时会报告`,
        en: `${shown(padded)} values have blanks around them, which collecting reports`,
      }
    : {
        zh: `${shown(padded)} 个值前后有空格，采集时原样保留，不会报告`,
        en: `${shown(padded)} values have blanks around them, which collecting keeps as they stand and does not report`,
      };
}

function toNotes({ field, look, guess, reasons }: Draft): ProposedField {
  // Few values say little: three that fit are no more than a guess.
  const confidence = Math.round(guess.fit * (look.filled / (look.filled + 3)) * 100) / 100;
  return { name: field.name, column: look.title, confidence, reasons, misfits: guess.misfits };
}

function sentence(name: string): string {
  const words = name.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

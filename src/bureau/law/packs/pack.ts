import type { Text } from '../../../kernel/text.ts';
import type { Instrument, Length, Rule } from '../rules-schema.ts';

/** One rule as a pack writes it; what most rules have in common is left out. */
export interface PackRule {
  /** After the pack's prefix: `sharing.delivery`; it is the rule's matter too unless another one is named. */
  id: string;
  matter?: string;
  title: Text;
  summary: Text;
  article: string;
  starts?: Text;
  length?: Length;
  direction?: Rule['direction'];
  restDay?: Rule['restDay'];
  extension?: Rule['extension'];
  pauses?: Text;
  expiry?: Text;
  /** Holds from the day on which the instrument came into force unless another one is named. */
  from?: string;
  until?: string;
  /** What was seen of the article; `confirm` in place of it for what is still to be confirmed. */
  seen?: Text;
  confirm?: Text;
}

/** The rules of one instrument. */
export function definePack(
  { prefix, jurisdiction, instrument }: { prefix: string; jurisdiction: string; instrument: Instrument },
  rules: readonly PackRule[],
): Rule[] {
  return rules.map(({ id, seen, confirm, ...rule }) => ({
    id: `${prefix}.${id}`,
    matter: rule.matter ?? id,
    jurisdiction,
    title: rule.title,
    summary: rule.summary,
    instrument,
    article: rule.article,
    starts: rule.starts ?? null,
    length: rule.length ?? null,
    direction: rule.direction ?? 'after',
    restDay: rule.restDay ?? 'moves',
    extension: rule.extension ?? null,
    pauses: rule.pauses ?? null,
    expiry: rule.expiry ?? null,
    from: rule.from ?? instrument.since,
    until: rule.until ?? instrument.until,
    verified: confirm === undefined,
    note: confirm ?? seen ?? read,
  }));
}

const read: Text = {
  zh: '2026-11-24 对照国家法律法规数据库文本的公开副本核对了该条原文。',
  en: 'The article’s own words were read on 2026-11-24 in a public copy of the text of the National Database of Laws and Regulations.',
};

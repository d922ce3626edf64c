import { useWords } from '../../../web/words.ts';
import type { Length, Rule } from '../rules-schema.ts';
import { lawMessages } from './messages.ts';

/** Periods in words. */
export function useLength() {
  const words = useWords(lawMessages);
  const length = ({ count, unit }: Length) => {
    const said = words(unit, { count });
    return count === 1 ? said.replace(/^(1 .+)s$/, '$1') : said;
  };
  const period = (rule: Pick<Rule, 'length' | 'direction'>) => {
    if (!rule.length) return words('noPeriod');
    return rule.direction === 'before' ? words('before', { length: length(rule.length) }) : length(rule.length);
  };
  return { length, period };
}

import { useApi } from '../../../web/client/use-api.ts';
import { useWords } from '../../../web/words.ts';
import type { Credit } from '../schema.ts';
import { contributionMessages } from './messages.ts';

/** Who contributed a dataset, in one line; nothing where it is the bureau's own. */
export function CreditLine({ dataset }: { dataset: string }) {
  const words = useWords(contributionMessages);
  const credit = useApi<Credit>(`/datasets/${encodeURIComponent(dataset)}/credit`, {}, { staleMilliseconds: 600_000 });
  const contributor = credit.data?.contributor;
  if (!contributor) return null;
  return <p>{words('contributedBy', { name: contributor.name, licence: words(contributor.licence) })}</p>;
}

import { AppError, kernelErrors, type Principal } from '../../../kernel/index.ts';
import type { createDrafts } from '../drafts.ts';
import type { PublishedStandards } from '../published.ts';
import type { LibraryItem, Standard, StandardDraft } from '../schema.ts';
import { city } from './city.ts';
import { networks } from './networks.ts';
import { transit } from './transit.ts';

/** Ready standards by sector; those that follow a public specification name it. */
export const library = [...transit, ...city, ...networks];

/** The library as the service offers it: looked at, and taken as a draft or, by the operator, published. */
export function createLibrary(published: PublishedStandards, drafts: ReturnType<typeof createDrafts>) {
  function entry(id: string) {
    const found = library.find(({ standard }) => standard.id === id);
    if (!found) throw new AppError(kernelErrors.notFound, { what: id });
    return found;
  }
  /** Under another id where the house wants one. */
  const taken = (id: string, as?: string): Standard => ({ ...entry(id).standard, id: as ?? id });

  return {
    items: (): LibraryItem[] => library.map(({ sector, source, standard }) => ({ sector, source, standard })),
    item: (id: string): LibraryItem => entry(id),

    /** Saves it as a draft of the asker's organisation; throws `standards.revision-conflict` where there is one. */
    draft: (principal: Principal, id: string, as?: string): Promise<StandardDraft> =>
      drafts.save(principal, { standard: taken(id, as) }),

    /** Publishes it at once, for the operator. */
    publish(principal: Principal, id: string, as?: string) {
      const { source } = entry(id);
      return published.publish(principal, taken(id, as), { note: source ? `${source.zh} · ${source.en}` : '' });
    },
  };
}

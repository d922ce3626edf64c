import { requireId } from '../../kernel/index.ts';
import { type Proposal, proposeStandard } from '../standards/index.ts';
import type { CollectionParts } from './dependencies.ts';
import { gatherRows } from './gather-rows.ts';
import type { OpenSource, SourceOptions } from './open-source.ts';

export interface ProposeOptions extends SourceOptions {
  /** Id that the standard is to have. */
  id: string;
  title?: string;
}

/** Drafts a standard from all rows of a source, read as collecting would read them. Nothing but the source is kept. */
export function createPropose(parts: CollectionParts, openSource: OpenSource) {
  return async function propose(options: ProposeOptions): Promise<Proposal> {
    const { id, title, principal, signal } = options;
    requireId(id);
    parts.access.require(principal, 'standard:propose', { id, owner: principal.organisation });
    return openSource(options, null, async ({ table }) => {
      const session = await parts.lake.engine.session();
      try {
        const gathered = await gatherRows(session, table, signal);
        const { columns } = table;
        return await proposeStandard(
          { id, title },
          { engine: session, columns, ...gathered, ...(signal ? { signal } : {}) },
        );
      } finally {
        await session.close();
      }
    });
  };
}

import path from 'node:path';
import type { Database, Queue } from '../../database/index.ts';
import type { Clock, Config, Logger } from '../../kernel/index.ts';
import type { Lake } from '../../lake/index.ts';
import type { Access } from '../access/index.ts';
import type { Audit } from '../audit/index.ts';
import type { Catalogue } from '../catalogue/index.ts';
import type { Standards } from '../standards/index.ts';
import { createRecipes, type Recipes } from './cleaning/recipes.ts';
import { createSourceStore, type SourceStore } from './reading/source-store.ts';
import { type CollectionRepository, createCollectionRepository } from './repository.ts';

/** What collection stands on. */
export interface CollectionNeeds {
  database: Database;
  lake: Lake;
  catalogue: Catalogue;
  standards: Standards;
  access: Access;
  audit: Audit;
  queue: Queue;
  config: Pick<Config, 'dataFolder' | 'uploadLimitBytes'>;
  clock: Clock;
  log: Logger;
}

/** What the parts of collection share. */
export interface CollectionParts extends CollectionNeeds {
  repository: CollectionRepository;
  sources: SourceStore;
  recipes: Recipes;
  /** Folder of a run's rejected rows. */
  quarantineFolder(run: string): string;
}

export function collectionParts(needs: CollectionNeeds): CollectionParts {
  const { dataFolder } = needs.config;
  return {
    ...needs,
    repository: createCollectionRepository(needs.database),
    recipes: createRecipes(needs),
    sources: createSourceStore(path.join(dataFolder, 'sources')),
    quarantineFolder: (run) => path.join(dataFolder, 'quarantine', run),
  };
}

/** Name of the job that runs a collection. */
export const collectJob = 'collection.collect';

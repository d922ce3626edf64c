import type { Command } from '../../kernel/index.ts';
import { dataCommands } from './commands-data.ts';
import { entryCommands } from './commands-entries.ts';
import type { Catalogue } from './service.ts';

/** `lingnan datasets …` and `lingnan query`. */
export const catalogueCommands: Command<{ catalogue: Catalogue }>[] = [...entryCommands, ...dataCommands];

import type { Principal, Role } from '../../kernel/index.ts';
import type { DatasetResource } from './schema.ts';

/** A person of the organisation `own`, or of none. */
export function personWith(roles: Role[], organisation: string | null = 'own'): Principal {
  return { kind: 'person', id: `person_${roles.join('_')}`, organisation, roles, scopes: null };
}

/** The same person under an API token. */
export function tokenOf(principal: Principal, scopes: string[]): Principal {
  return { ...principal, kind: 'token', scopes };
}

/** A published, wholly open dataset of the organisation `other`, unless said otherwise. */
export function datasetWith(change: Partial<DatasetResource> = {}): DatasetResource {
  return {
    id: 'demo.residents',
    owner: 'other',
    status: 'published',
    openness: 'unconditional',
    sharing: 'unconditional',
    level: 'general-1',
    fields: [{ name: 'id', type: 'integer', sensitivity: 'none', level: 'general-1' }],
    ...change,
  };
}

export const statuses = ['draft', 'published', 'retired'] as const;
export const opennesses = ['unconditional', 'conditional', 'not-open'];
export const sharings = ['unconditional', 'conditional', 'not-shared'];
export const levels = ['general-1', 'general-2', 'general-3', 'general-4', 'important', 'core'];

/** Datasets of every status, openness, sharing, level and owner. */
export function everyDataset(): DatasetResource[] {
  const datasets: DatasetResource[] = [];
  for (const status of statuses)
    for (const openness of opennesses)
      for (const sharing of sharings)
        for (const level of levels)
          for (const owner of ['own', 'other']) {
            const id = [status, openness, sharing, level, owner].join('/');
            datasets.push(datasetWith({ id, status, openness, sharing, level, owner }));
          }
  return datasets;
}

import { useMemo } from 'react';
import { useSession } from '../../../web/client/session.ts';
import { useApi } from '../../../web/client/use-api.ts';
import { useText } from '../../../web/words.ts';
import type { Organisation, Person } from '../schema.ts';

/** Names of organisations by id; the id itself until they are read. */
export function useOrganisationNames(): (id: string | null | undefined) => string {
  const text = useText();
  const list = useApi<{ items: Organisation[] }>('/organisations', {}, { staleMilliseconds: 600_000 });
  return useMemo(() => {
    const names = new Map((list.data?.items ?? []).map((entry) => [entry.id, entry.name]));
    return (id) => (id ? text(names.get(id)) || id : '');
  }, [list.data, text]);
}

/** What acts for nobody: jobs, schedules, the operator at the command line. */
const platform = { zh: '系统', en: 'The platform' };

/** Names of the people whom this person may see, and of the platform; others stay as their id. */
export function usePersonNames(): { name(id: string | null | undefined): string; people: Person[] } {
  const text = useText();
  const { person } = useSession();
  const list = useApi<{ items: Person[] }>(person ? '/people' : null, {}, { staleMilliseconds: 600_000 });
  return useMemo(() => {
    const people = list.data?.items ?? [];
    const names = new Map(people.map((entry) => [entry.id, entry.name]));
    return {
      people,
      name: (id) => (id?.startsWith('system:') ? text(platform) : id ? (names.get(id) ?? id) : ''),
    };
  }, [list.data, text]);
}

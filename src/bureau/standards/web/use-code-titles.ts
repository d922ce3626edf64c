import { useQueries } from '@tanstack/react-query';
import { useMemo } from 'react';
import { type ApiError, call } from '../../../web/client/call.ts';
import { useText } from '../../../web/words.ts';
import type { CodeList } from '../schema.ts';

/** The titles of codes, by field; null where the field has no code list or the list does not hold the value. */
export function useCodeTitles(
  fields: { name: string; codeList?: string }[],
): (field: string, value: unknown) => string | null {
  const text = useText();
  const ids = [...new Set(fields.flatMap(({ codeList }) => codeList ?? []))].sort();
  const lists = useQueries({
    queries: ids.map((id) => ({
      queryKey: [`/code-lists/${encodeURIComponent(id)}`, {}],
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        call<CodeList>('GET', `/code-lists/${encodeURIComponent(id)}`, { signal }),
      staleTime: 600_000,
      retry: (count: number, error: ApiError) => count < 2 && error.status === 0,
    })),
    combine: (answers) => answers.flatMap(({ data }) => data ?? []),
  });
  return useMemo(() => {
    const titles = new Map(
      lists.map((list) => [list.id, new Map(list.codes.map(({ code, title }) => [code, text(title)]))]),
    );
    const listOf = new Map(fields.map(({ name, codeList }) => [name, codeList]));
    return (field, value) => {
      const list = listOf.get(field);
      return (list && value !== null && titles.get(list)?.get(String(value))) || null;
    };
  }, [lists, fields, text]);
}

import { keepPreviousData, type UseQueryResult, useQuery } from '@tanstack/react-query';
import { type ApiError, call, type QueryValues } from './call.ts';

/**
 * Reads an API path. `path` null waits. `keep` shows the page before while the next one loads; `every` asks again after
 * so many milliseconds, or as long as the function gives a number.
 */
export function useApi<Answer>(
  path: string | null,
  query: QueryValues = {},
  options: {
    keep?: boolean;
    every?: number | ((answer: Answer | undefined) => number | false);
    staleMilliseconds?: number;
  } = {},
): UseQueryResult<Answer, ApiError> {
  const every = options.every;
  return useQuery<Answer, ApiError>({
    // Every reply holds both languages, so the reader's is no part of the key.
    queryKey: [path, query],
    queryFn: ({ signal }) => call<Answer>('GET', path as string, { query, signal }),
    enabled: path !== null,
    staleTime: options.staleMilliseconds ?? 15_000,
    ...(options.keep ? { placeholderData: keepPreviousData } : {}),
    ...(every === undefined
      ? {}
      : { refetchInterval: typeof every === 'number' ? every : (state) => every(state.state.data) }),
  });
}

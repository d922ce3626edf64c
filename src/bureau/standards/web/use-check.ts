import { useQuery } from '@tanstack/react-query';
import { type ApiError, call } from '../../../web/client/call.ts';
import { useSettled } from '../../catalogue/web/dataset-search-box.tsx';
import type { Compatibility, Standard } from '../schema.ts';

/** A finding of a standard's check: `row` is the line of the YAML text. */
export interface StandardFinding {
  row: number | null;
  field: string | null;
  rule: string;
  value: string | null;
  message: { zh: string; en: string };
}

/** What the server says of a standard's text. */
export interface StandardCheck {
  standard: Standard | null;
  findings: StandardFinding[];
  compatibility: Compatibility | null;
}

/** Checks the text on the server once typing rests; the answer before stays until the next one is there. */
export function useCheck(text: string): {
  check: StandardCheck | undefined;
  checking: boolean;
  error: ApiError | null;
} {
  const settled = useSettled(text, 400);
  const query = useQuery<StandardCheck, ApiError>({
    queryKey: ['/standards/checks', settled],
    queryFn: ({ signal }) => call<StandardCheck>('POST', '/standards/checks', { body: { yaml: settled }, signal }),
    enabled: settled.trim() !== '',
    placeholderData: (before) => before,
    staleTime: 60_000,
  });
  return { check: query.data, checking: query.isFetching || settled !== text, error: query.error };
}

import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

/** Does something about an offer, tells how that went, and reads the offer anew. */
export function useOfferAct(id: string) {
  const client = useQueryClient();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const act = async (work: () => Promise<unknown>) => {
    setBusy(true);
    setError(null);
    try {
      await work();
      await client.invalidateQueries({ predicate: ({ queryKey }) => String(queryKey[0]).startsWith('/offers') });
    } catch (problem) {
      setError(problem);
    } finally {
      setBusy(false);
    }
  };
  return { busy, error, act, address: `/offers/${id}` };
}

import { useCallback, useEffect, useRef, useState } from 'react';

/**
 * State that outlives a reload: kept in this browser under `draft.<name>` until `clear`. `restored` is true when it was
 * found there.
 */
export function useDraft<Value>(
  name: string,
  initial: Value,
): {
  value: Value;
  set: (value: Value | ((before: Value) => Value)) => void;
  clear: (to?: Value) => void;
  restored: boolean;
} {
  const key = `${prefix}${name}`;
  const [state, setState] = useState(() => readDraft(key, initial));
  const cleared = useRef(false);
  useEffect(() => {
    if (cleared.current) return;
    if (!state.touched) return;
    try {
      localStorage.setItem(key, JSON.stringify(state.value));
    } catch {
      // A full or closed store loses the draft on reload, not the work on the page.
    }
  }, [key, state]);
  const set = useCallback((value: Value | ((before: Value) => Value)) => {
    cleared.current = false;
    setState((before) => ({
      ...before,
      touched: true,
      value: typeof value === 'function' ? (value as (before: Value) => Value)(before.value) : value,
    }));
  }, []);
  const clear = useCallback(
    (to?: Value) => {
      cleared.current = true;
      localStorage.removeItem(key);
      setState({ value: to ?? initial, touched: false, restored: false });
    },
    [key, initial],
  );
  return { value: state.value, set, clear, restored: state.restored };
}

const prefix = 'lingnan.draft.';
const ownerKey = 'lingnan.drafts-of';

/** Forgets every draft: they may hold personal data, and the next one at this desk may be someone else. */
export function forgetDrafts(): void {
  for (const key of Object.keys(localStorage)) if (key.startsWith(prefix)) localStorage.removeItem(key);
}

/** Keeps the drafts of the person who is signed in, and forgets those that another one left. */
export function keepDraftsOf(person: string): void {
  const before = localStorage.getItem(ownerKey);
  if (before !== null && before !== person) forgetDrafts();
  localStorage.setItem(ownerKey, person);
}

function readDraft<Value>(key: string, initial: Value): { value: Value; touched: boolean; restored: boolean } {
  try {
    const stored = localStorage.getItem(key);
    if (stored !== null) return { value: JSON.parse(stored) as Value, touched: true, restored: true };
  } catch {
    // An unreadable draft is none.
  }
  return { value: initial, touched: false, restored: false };
}

/** Mended text by row and field, not sent yet. */
export type Mends = Record<string, Record<string, string | null>>;

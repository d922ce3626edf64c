/** What the platform asks of a process for readers' SQL; one at a time, each has one answer. */
export type LockedRequest =
  | {
      do: 'open';
      /** The only files that it may read. */
      files: string[];
      memoryMegabytes: number;
      threads: number;
      temporaryFolder: string;
    }
  | { do: 'run' | 'stream'; sql: string }
  | { do: 'next' | 'close' };

export type LockedAnswer =
  | { ok: unknown }
  /** An `AppError` as its code and details, with its cause in words. */
  | { failed: { code: string; details: Record<string, unknown>; cause: string } };

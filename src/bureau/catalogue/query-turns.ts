import { AppError } from '../../kernel/index.ts';
import { lakeErrors } from '../../lake/index.ts';
import { catalogueErrors } from './errors.ts';

/** Who may run a query now; the others wait. */
export interface QueryTurns {
  /** Resolves when it is this reader's turn, with what ends it. Throws `catalogue.too-many-queries` or `lake.cancelled`. */
  enter(reader: string, signal?: AbortSignal): Promise<() => void>;
}

interface Waiting {
  reader: string;
  enter(): void;
}

/** So many queries at once, so many of them of one reader: whoever asks much waits, and nobody else does. */
export function createQueryTurns(limits: { atOnce: number; each: number; waiting: number }): QueryTurns {
  const running = new Map<string, number>();
  const queue: Waiting[] = [];
  let count = 0;

  const runs = (reader: string) => running.get(reader) ?? 0;

  function begin(reader: string): () => void {
    count++;
    running.set(reader, runs(reader) + 1);
    let over = false;
    return () => {
      if (over) return;
      over = true;
      count--;
      if (runs(reader) === 1) running.delete(reader);
      else running.set(reader, runs(reader) - 1);
      admit();
    };
  }

  function admit(): void {
    while (count < limits.atOnce) {
      const at = queue.findIndex(({ reader }) => runs(reader) < limits.each);
      if (at < 0) return;
      queue.splice(at, 1)[0]!.enter();
    }
  }

  return {
    async enter(reader, signal) {
      if (signal?.aborted) throw new AppError(lakeErrors.cancelled, {}, { cause: signal.reason });
      if (count < limits.atOnce && runs(reader) < limits.each) return begin(reader);
      if (queue.filter((waiting) => waiting.reader === reader).length >= limits.waiting) {
        throw new AppError(catalogueErrors.tooManyQueries, { limit: limits.waiting });
      }
      return new Promise((resolve, reject) => {
        const leave = () => {
          queue.splice(queue.indexOf(waiting), 1);
          reject(new AppError(lakeErrors.cancelled, {}, { cause: signal!.reason }));
        };
        const waiting: Waiting = {
          reader,
          enter() {
            signal?.removeEventListener('abort', leave);
            resolve(begin(reader));
          },
        };
        queue.push(waiting);
        signal?.addEventListener('abort', leave, { once: true });
      });
    },
  };
}

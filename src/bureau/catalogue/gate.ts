/** Lets so many through at once; the others wait in their order. */
export interface Gate {
  pass<T>(work: () => Promise<T>): Promise<T>;
}

/** Scans of whole tables share two cores: two at once finish sooner than eight that crowd each other out. */
export function createGate(width: number): Gate {
  let free = width;
  const waiting: (() => void)[] = [];
  return {
    async pass(work) {
      if (free > 0) free--;
      else await new Promise<void>((enter) => waiting.push(enter));
      try {
        return await work();
      } finally {
        const next = waiting.shift();
        if (next) next();
        else free++;
      }
    },
  };
}

/** Latencies in milliseconds of `rounds` calls by each of `clients` clients that ask one thing after another. */
export async function measureClients(
  clients: number,
  rounds: number,
  ask: (client: number, round: number) => Promise<unknown>,
): Promise<number[]> {
  const latencies: number[] = [];
  await Promise.all(
    Array.from({ length: clients }, async (_, client) => {
      for (let round = 0; round < rounds; round++) {
        const from = performance.now();
        await ask(client, round);
        latencies.push(performance.now() - from);
      }
    }),
  );
  return latencies.sort((a, b) => a - b);
}

/** The value below which a share of the sorted values lies. */
export function percentile(sorted: number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? 0;
}

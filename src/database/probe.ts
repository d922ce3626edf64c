import pg from 'pg';

/** An answer holds for so long, so that no number of askers makes a number of connections. */
const answerMilliseconds = 1000;
/** A server that has not let us in for so long does not answer. */
const patienceMilliseconds = 3000;

/** Asks by `attempt` whether it works; all who ask in one second share one attempt. */
export function createProbe(attempt: () => Promise<void>, now: () => number = Date.now): () => Promise<boolean> {
  let answer: Promise<boolean> | null = null;
  let until = Number.POSITIVE_INFINITY;
  return () => {
    if (answer && now() < until) return answer;
    until = Number.POSITIVE_INFINITY;
    answer = attempt()
      .then(
        () => true,
        () => false,
      )
      .finally(() => {
        until = now() + answerMilliseconds;
      });
    return answer;
  };
}

/** Opens a new connection and ends it; throws where the server does not let it in. */
export async function knock(url: string): Promise<void> {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'lingnan probe',
    connectionTimeoutMillis: patienceMilliseconds,
  });
  client.on('error', () => {});
  await client.connect();
  void client.end().catch(() => {});
}

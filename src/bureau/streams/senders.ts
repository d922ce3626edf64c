import { createHash, randomBytes } from 'node:crypto';
import type { StreamsRepository } from './repository.ts';

/** Who may send to which streams: credentials of one stream, kept by their hashes. */
export function createSenders(repository: StreamsRepository) {
  let known = new Map<string, { stream: string; name: string }>();
  return {
    async refresh(): Promise<void> {
      const rows = await repository.credentials();
      known = new Map(rows.map(({ stream, hash, name }) => [hash, { stream, name }]));
    },
    /** The credential's name when this secret is one of the stream's. */
    find(stream: string, secret: string): string | null {
      const found = known.get(hashOf(secret));
      return found?.stream === stream ? found.name : null;
    },
  };
}

/** A secret that is shown once, and its hash, which is kept. */
export function newCredential(): { secret: string; hash: string } {
  const secret = `lngs_${randomBytes(32).toString('base64url')}`;
  return { secret, hash: hashOf(secret) };
}

function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

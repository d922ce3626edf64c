import { createHash, randomBytes } from 'node:crypto';
import type { StreamsRepository } from './repository.ts';

/** Who may send to which streams: credentials of one stream, kept by their hashes. */
export function createSenders(repository: StreamsRepository) {
  let known = new Map<string, string>();
  return {
    async refresh(): Promise<void> {
      const rows = await repository.credentials();
      known = new Map(rows.map(({ stream, hash }) => [hash, stream]));
    },
    /** Tells, whenever it is asked, whether this secret is one of the stream's: one that is revoked ends what it opened. */
    watch(stream: string, secret: string): () => boolean {
      const hash = hashOf(secret);
      let seen = known;
      let holds = known.get(hash) === stream;
      return () => {
        if (seen !== known) {
          seen = known;
          holds = known.get(hash) === stream;
        }
        return holds;
      };
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

import type { FastifyInstance } from 'fastify';
import { AppError } from '../../kernel/index.ts';
import { httpErrors } from './errors.ts';

const bodySeconds = 30;

/** Ends a request whose body, a few megabytes at most, trickles in: each holds a connection. Files take their time. */
export function limitBodyTime(app: FastifyInstance, seconds: number = bodySeconds): void {
  app.addHook('preParsing', async (request, _reply, payload) => {
    if (request.raw.readableEnded || request.method === 'GET') return payload;
    const timer = setTimeout(() => {
      const late = new AppError(httpErrors.bodyTooSlow, { seconds });
      // The parser waits for this stream, so it is here that the failure is heard.
      payload.emit('error', late);
    }, seconds * 1000);
    payload.once('end', () => clearTimeout(timer));
    payload.once('close', () => clearTimeout(timer));
    return payload;
  });
}

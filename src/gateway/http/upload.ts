import { PassThrough, Transform } from 'node:stream';
import type { FastifyRequest } from 'fastify';
import { AppError, type Upload } from '../../kernel/index.ts';
import { httpErrors } from './errors.ts';
import { requireStorable } from './storable.ts';

/** Fails the stream with a clear error once more than `limit` bytes have passed. */
function limitBytes(limit: number): Transform {
  let passed = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      passed += chunk.length;
      if (passed > limit) done(tooLarge(limit));
      else done(null, chunk);
    },
  });
}

function tooLarge(limit: number): AppError {
  return new AppError(httpErrors.bodyTooLarge, { megabytes: Math.floor(limit / 1024 / 1024) });
}

/** The name that a bare body is given: header `X-File-Name` (percent-encoded), else by its media type. */
function nameOf(request: FastifyRequest): string {
  const header = request.headers['x-file-name'];
  if (typeof header === 'string' && header !== '') {
    try {
      return decodeURIComponent(header);
    } catch {
      return header;
    }
  }
  return 'upload';
}

/** Takes the file of a request: the first file part of a multipart form, or the bare body with its media type. */
export async function takeUpload(request: FastifyRequest, limit: number): Promise<Upload> {
  const announced = Number(request.headers['content-length'] ?? 0);
  if (announced > limit + 64 * 1024) throw tooLarge(limit);
  const mediaType = (request.headers['content-type'] ?? 'application/octet-stream').split(';')[0]!.trim().toLowerCase();
  if (mediaType !== 'multipart/form-data') {
    if (announced === 0 && request.headers['transfer-encoding'] === undefined)
      throw new AppError(httpErrors.fileMissing);
    const name = nameOf(request);
    requireStorable(name, 'X-File-Name');
    return { name, mediaType, stream: pass(request.raw, limit), fields: {} };
  }
  const part = await request.file({ limits: { fileSize: limit + 1, files: 1, fields: 50, fieldSize: 1024 * 1024 } });
  if (!part) throw new AppError(httpErrors.fileMissing);
  const fields: Record<string, string> = {};
  for (const [name, field] of Object.entries(part.fields)) {
    const single = Array.isArray(field) ? field[0] : field;
    if (single && single.type === 'field') fields[name] = String(single.value);
  }
  requireStorable({ ...fields, filename: part.filename }, 'form');
  return { name: part.filename ?? 'upload', mediaType: part.mimetype, stream: pass(part.file, limit), fields };
}

function pass(source: NodeJS.ReadableStream, limit: number): Transform {
  const limited = limitBytes(limit);
  const guarded = source instanceof PassThrough ? source : (source as unknown as PassThrough);
  guarded.on('error', (error) => limited.destroy(error));
  guarded.on('close', () => {
    if (!guarded.readableEnded && !limited.destroyed)
      limited.destroy(new Error('the client went away before the end of the upload'));
  });
  return guarded.pipe(limited);
}

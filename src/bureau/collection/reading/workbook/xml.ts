import { SaxesParser, type SaxesTagPlain } from 'saxes';
import { AppError } from '../../../../kernel/index.ts';
import { collectionErrors } from '../../errors.ts';

export interface XmlHandlers {
  open?(tag: SaxesTagPlain): void;
  close?(name: string): void;
  text?(text: string): void;
}

/** Names without the prefix that some writers put before them (`x:row`). */
export const localName = (name: string) => name.slice(name.indexOf(':') + 1);

/** Office files nest a dozen deep. */
const deepest = 100;
/** Bytes between one tag and the next, which the parser holds at once: a text, a comment, or all attributes of a tag. */
const longestToken = 8 * 1024 * 1024;

/**
 * Reads an XML part as it streams, in memory that has a bound whatever stands in it. A document type is refused: no
 * office file has one, and it is how entities explode. Yields after each chunk, so that the caller can take what the
 * handlers gathered.
 */
export async function* readXml(
  chunks: AsyncIterable<Buffer>,
  file: string,
  handlers: XmlHandlers,
): AsyncGenerator<void> {
  const parser = new SaxesParser();
  const decoder = new TextDecoder('utf-8');
  const damaged = (cause?: unknown) => new AppError(collectionErrors.damagedFile, { file, problem: 'XML' }, { cause });
  let depth = 0;
  let sinceTag = 0;
  parser.on('doctype', () => {
    throw new AppError(collectionErrors.archiveUnsafe, { file, problem: '含有 DTD / it holds a document type' });
  });
  parser.on('error', (error) => {
    throw damaged(error);
  });
  parser.on('opentag', (tag) => {
    sinceTag = 0;
    if (++depth > deepest) throw damaged();
    handlers.open?.(tag as SaxesTagPlain);
  });
  parser.on('closetag', (tag) => {
    sinceTag = 0;
    depth--;
    handlers.close?.(localName(tag.name));
  });
  if (handlers.text) {
    parser.on('text', handlers.text);
    parser.on('cdata', handlers.text);
  }
  for await (const chunk of chunks) {
    sinceTag += chunk.length;
    parser.write(decoder.decode(chunk, { stream: true }));
    if (sinceTag > longestToken) throw damaged();
    yield;
  }
  parser.write(decoder.decode());
  parser.close();
  yield;
}

/** Reads a whole part for what its handlers gather. */
export async function drainXml(chunks: AsyncIterable<Buffer>, file: string, handlers: XmlHandlers): Promise<void> {
  for await (const _ of readXml(chunks, file, handlers));
}

/** The chunks of a part of which much is kept, refused beyond so many bytes. */
export async function* atMost(chunks: AsyncIterable<Buffer>, bytes: number, file: string): AsyncGenerator<Buffer> {
  let left = bytes;
  for await (const chunk of chunks) {
    left -= chunk.length;
    if (left < 0) throw new AppError(collectionErrors.damagedFile, { file, problem: `XML > ${bytes}` });
    yield chunk;
  }
}

/** An attribute whatever its prefix. */
export function attribute(tag: SaxesTagPlain, name: string): string | undefined {
  const found = tag.attributes[name];
  if (found !== undefined) return found;
  const key = Object.keys(tag.attributes).find((candidate) => localName(candidate) === name);
  return key === undefined ? undefined : tag.attributes[key];
}

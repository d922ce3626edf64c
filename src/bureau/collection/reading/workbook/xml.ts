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

/**
 * Reads an XML part as it streams. A document type is refused: no office file has one, and it is how entities explode.
 * Yields after each chunk, so that the caller can take what the handlers gathered.
 */
export async function* readXml(
  chunks: AsyncIterable<Buffer>,
  file: string,
  handlers: XmlHandlers,
): AsyncGenerator<void> {
  const parser = new SaxesParser();
  const decoder = new TextDecoder('utf-8');
  const damaged = (cause: unknown) => new AppError(collectionErrors.damagedFile, { file, problem: 'XML' }, { cause });
  parser.on('doctype', () => {
    throw new AppError(collectionErrors.archiveUnsafe, { file, problem: '含有 DTD / it holds a document type' });
  });
  parser.on('error', (error) => {
    throw damaged(error);
  });
  if (handlers.open) parser.on('opentag', (tag) => handlers.open!(tag as SaxesTagPlain));
  if (handlers.close) parser.on('closetag', (tag) => handlers.close!(localName(tag.name)));
  if (handlers.text) {
    parser.on('text', handlers.text);
    parser.on('cdata', handlers.text);
  }
  for await (const chunk of chunks) {
    parser.write(decoder.decode(chunk, { stream: true }));
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

/** An attribute whatever its prefix. */
export function attribute(tag: SaxesTagPlain, name: string): string | undefined {
  const found = tag.attributes[name];
  if (found !== undefined) return found;
  const key = Object.keys(tag.attributes).find((candidate) => localName(candidate) === name);
  return key === undefined ? undefined : tag.attributes[key];
}

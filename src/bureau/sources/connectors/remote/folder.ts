/** A file of another machine as its listing tells it. */
export interface RemoteFile {
  /** From the folder that was named, with `/` between. */
  path: string;
  bytes: number;
  modified: Date;
  /** What changes when the content does, where the other side has such a mark (the ETag of an object). */
  tag?: string;
}

/** Files of another machine, however they are reached. */
export interface RemoteFolder {
  /** Host and folder as a person names them. */
  name: string;
  host: string;
  list(): AsyncIterable<RemoteFile>;
  /** The file as it is now; null when it is gone. */
  look(path: string): Promise<RemoteFile | null>;
  /** Its bytes from an offset; connects again where the connection is gone. Throws when it breaks. */
  read(file: RemoteFile, from: number): AsyncIterable<Buffer>;
  close(): Promise<void>;
}

/** A file that is another one than when it was listed. */
export class FileChanged extends Error {}

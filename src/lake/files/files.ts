/** A file or folder as it was listed. */
export interface FileEntry {
  /** Path relative to the folder that was listed, with `/` between its parts. */
  name: string;
  bytes: number;
  modifiedAt: Date;
}

/**
 * Where tables live. What the Delta log needs and no more, so that an object store can follow: a file is written once,
 * whole, and creating one that exists already fails.
 */
export interface Files {
  /** Text of a file; null when there is none. */
  read(location: string): Promise<string | null>;
  /**
   * Makes a file with this content, durable before it returns, unless it exists: then false, and nothing was changed.
   * Readers see the whole file or none. This is the commit of a table. `modifiedAt` is what other readers take as the
   * time of the commit.
   */
  create(location: string, content: string, modifiedAt?: Date): Promise<boolean>;
  /** The same, taking the place of an older file. */
  replace(location: string, content: string): Promise<void>;
  /** Files of a folder, sorted by name; `deep` includes those of its subfolders. Empty when there is no such folder. */
  list(folder: string, options?: { deep?: boolean }): Promise<FileEntry[]>;
  /** Names only, of the files in one folder; cheaper where there are thousands. */
  names(folder: string): Promise<string[]>;
  /** A file's state; `identity` changes when a file of this name is made anew. Null when there is none. */
  state(location: string): Promise<{ identity: string; bytes: number; modifiedAt: Date } | null>;
  /** Makes files that the engine wrote durable and puts them in their place, where there must be none yet. */
  adopt(moves: { from: string; to: string }[]): Promise<void>;
  /** Moves a folder in one step, where there is none of that name. */
  moveFolder(from: string, to: string): Promise<void>;
  /** Deletes a file or a folder with all in it; no matter when there is none. */
  remove(location: string): Promise<void>;
  makeFolder(location: string): Promise<void>;
  join(...parts: string[]): string;
}

/** A FileSource is where the files of a dataset lie: a disk, or whatever else has names and bytes. */
export interface FileSource {
  /** The file of that path or, of a folder, all files in it. Throws a Problem for what is not there. */
  find(path: string): Promise<FileListing>;
  /** The bytes of a file, or some of them. Throws a Problem where they cannot be read. */
  open(path: string, range?: ByteRange): AsyncIterable<Uint8Array>;
}

export interface FileListing {
  readonly isFolder: boolean;
  readonly files: readonly FoundFile[];
}

export interface FoundFile {
  /** What it is opened by. */
  readonly path: string;
  /** Its path from the folder that was looked for, with slashes between; of a file alone its own. */
  readonly name: string;
  /** In bytes. */
  readonly size: number;
}

/** Bytes counted from 0, without the one at `end`. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

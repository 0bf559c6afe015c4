/** Storage of dataset files: a disk, or any other store of named bytes. */
export interface FileSource {
  /**
   * Returns the file at the path or all files in the folder. Throws a Problem for a missing path.
   */
  find(path: string): Promise<FileListing>;
  /** Streams the bytes of a file or of a range. Throws a Problem where they cannot be read. */
  open(path: string, range?: ByteRange): AsyncIterable<Uint8Array>;
}

export interface FileListing {
  readonly isFolder: boolean;
  readonly files: readonly FoundFile[];
}

export interface FoundFile {
  /** Path to pass to `open`. */
  readonly path: string;
  /** Path relative to the listed folder, with forward slashes; the base name of a single file. */
  readonly name: string;
  /** Size, bytes. */
  readonly size: number;
}

/** Byte offsets from 0; `end` is exclusive. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

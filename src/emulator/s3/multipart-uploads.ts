import { createHash, randomUUID } from 'node:crypto';
import type { S3Uri } from '../../scenario/schema/s3-uri.ts';

/** An upload in parts that is not complete. */
interface Upload {
  readonly uri: S3Uri;
  readonly contentType: string | undefined;
  readonly parts: Map<number, Buffer>;
}

/** An object joined from parts. */
export interface JoinedUpload {
  readonly bytes: Buffer;
  readonly contentType: string | undefined;
}

/** Uploads in progress that are kept; the oldest is dropped beyond this. */
const MOST_UPLOADS = 100;

/** S3's multipart uploads, in memory until they are completed or aborted. */
export class MultipartUploads {
  readonly #uploads = new Map<string, Upload>();
  readonly #limit: number;
  #size = 0;

  /** `limit` is the total size of all parts, bytes. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Starts an upload and returns its id. */
  create(uri: S3Uri, contentType: string | undefined): string {
    const [oldest] = this.#uploads.keys();
    if (oldest !== undefined && this.#uploads.size >= MOST_UPLOADS) this.abort(oldest);
    const id = randomUUID();
    this.#uploads.set(id, { uri, contentType, parts: new Map() });
    return id;
  }

  /** Stores a part and returns its ETag; undefined for an unknown upload, false if it does not fit. */
  putPart(id: string, number: number, bytes: Buffer): string | false | undefined {
    const parts = this.#uploads.get(id)?.parts;
    if (parts === undefined) return undefined;
    const replaced = parts.get(number)?.length ?? 0;
    if (this.#size - replaced + bytes.length > this.#limit) return false;
    this.#size += bytes.length - replaced;
    parts.set(number, bytes);
    return etagOf(bytes);
  }

  /** Joins the listed parts in order and ends the upload; undefined if it or a part is unknown. */
  complete(id: string, numbers: readonly number[]): JoinedUpload | undefined {
    const upload = this.#uploads.get(id);
    const parts = numbers.flatMap((number) => upload?.parts.get(number) ?? []);
    if (upload === undefined || parts.length !== numbers.length || parts.length === 0) {
      return undefined;
    }
    this.abort(id);
    return { bytes: Buffer.concat(parts), contentType: upload.contentType };
  }

  /** Drops an upload and its parts; returns whether there was one. */
  abort(id: string): boolean {
    for (const part of this.#uploads.get(id)?.parts.values() ?? []) this.#size -= part.length;
    return this.#uploads.delete(id);
  }
}

/** Returns the ETag of some bytes: their MD5 in double quotes. */
function etagOf(bytes: Buffer): string {
  return `"${createHash('md5').update(bytes).digest('hex')}"`;
}

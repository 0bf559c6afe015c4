import { createHash } from 'node:crypto';
import { formatS3Uri, type S3Uri } from '../../scenario/schema/s3-uri.ts';

/** An object's bytes and their metadata. */
export interface StoredObject {
  readonly bytes: Buffer;
  readonly contentType: string;
  /** MD5 in double quotes, as sent in the header. */
  readonly etag: string;
  readonly modified: Date;
}

/**
 * S3's buckets in memory. A bucket exists once it is created or an object is put into it. A full
 * store evicts the objects that were put, oldest first, but never those that were kept.
 */
export interface ObjectStore {
  create(bucket: string): void;
  /** Stores an object that may be evicted. Returns false where it does not fit. */
  put(uri: S3Uri, bytes: Buffer, contentType?: string): boolean;
  /** Stores an object that is never evicted. Returns false where it does not fit. */
  keep(uri: S3Uri, bytes: Buffer): boolean;
  get(uri: S3Uri): StoredObject | undefined;
  delete(uri: S3Uri): void;
  /** Returns the names of all buckets in byte order. */
  buckets(): readonly string[];
  /** Returns a bucket's keys in byte order, as S3 lists them; undefined for an unknown bucket. */
  keys(bucket: string): readonly string[] | undefined;
}

/** Largest total size of all objects, bytes. */
export const STORE_LIMIT = 256 * 1024 * 1024;

export function createObjectStore(limit = STORE_LIMIT): ObjectStore {
  const buckets = new Map<string, Map<string, StoredObject>>();
  /** Objects that may be evicted, oldest first. */
  const evictable = new Map<string, S3Uri>();
  let size = 0;

  function bucketOf(name: string): Map<string, StoredObject> {
    const existing = buckets.get(name);
    if (existing !== undefined) return existing;
    const created = new Map<string, StoredObject>();
    buckets.set(name, created);
    return created;
  }

  function remove(uri: S3Uri): void {
    const objects = buckets.get(uri.bucket);
    size -= objects?.get(uri.key)?.bytes.length ?? 0;
    objects?.delete(uri.key);
    evictable.delete(formatS3Uri(uri));
  }

  function store(uri: S3Uri, bytes: Buffer, contentType: string): boolean {
    remove(uri);
    for (const oldest of evictable.values()) {
      if (size + bytes.length <= limit) break;
      remove(oldest);
    }
    if (size + bytes.length > limit) return false;
    size += bytes.length;
    bucketOf(uri.bucket).set(uri.key, {
      bytes,
      contentType,
      etag: `"${createHash('md5').update(bytes).digest('hex')}"`,
      modified: new Date(),
    });
    return true;
  }

  return {
    create: (bucket) => void bucketOf(bucket),
    put(uri, bytes, contentType = BINARY) {
      const stored = store(uri, bytes, contentType);
      if (stored) evictable.set(formatS3Uri(uri), uri);
      return stored;
    },
    keep: (uri, bytes) => store(uri, bytes, BINARY),
    get: ({ bucket, key }) => buckets.get(bucket)?.get(key),
    delete: remove,
    buckets: () => [...buckets.keys()].sort(byBytes),
    keys(bucket) {
      const objects = buckets.get(bucket);
      return objects === undefined ? undefined : [...objects.keys()].sort(byBytes);
    },
  };
}

/** S3's default content type. */
const BINARY = 'binary/octet-stream';

function byBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

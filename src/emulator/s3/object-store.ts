import { createHash } from 'node:crypto';
import { formatS3Uri, type S3Uri } from '../../scenario/schema/s3-uri.ts';

/** A StoredObject is an object's bytes and what S3 tells of them. */
export interface StoredObject {
  readonly bytes: Buffer;
  readonly contentType: string;
  /** In double quotes, as it is sent. */
  readonly etag: string;
  readonly modified: Date;
}

/**
 * An ObjectStore is S3's buckets in memory. A bucket is there once it was created or something was
 * put into it. When the store is full, the oldest objects that were put make room; kept ones stay.
 */
export interface ObjectStore {
  create(bucket: string): void;
  /** False where there is no room for it. */
  put(uri: S3Uri, bytes: Buffer, contentType?: string): boolean;
  /** Puts it to stay. */
  keep(uri: S3Uri, bytes: Buffer): boolean;
  get(uri: S3Uri): StoredObject | undefined;
  delete(uri: S3Uri): void;
  /** A bucket's keys in the order of their bytes, as S3 lists them; undefined where there is no such bucket. */
  keys(bucket: string): readonly string[] | undefined;
}

/** Bytes that all objects may have together. */
const STORE_LIMIT = 256 * 1024 * 1024;

export function createObjectStore(limit = STORE_LIMIT): ObjectStore {
  const buckets = new Map<string, Map<string, StoredObject>>();
  /** Objects that may make room, oldest first. */
  const passing = new Map<string, S3Uri>();
  let size = 0;

  function bucketOf(name: string): Map<string, StoredObject> {
    const known = buckets.get(name);
    if (known !== undefined) return known;
    const made = new Map<string, StoredObject>();
    buckets.set(name, made);
    return made;
  }

  function remove(uri: S3Uri): void {
    const objects = buckets.get(uri.bucket);
    size -= objects?.get(uri.key)?.bytes.length ?? 0;
    objects?.delete(uri.key);
    passing.delete(formatS3Uri(uri));
  }

  function store(uri: S3Uri, bytes: Buffer, contentType: string): boolean {
    remove(uri);
    for (const oldest of passing.values()) {
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
      if (stored) passing.set(formatS3Uri(uri), uri);
      return stored;
    },
    keep: (uri, bytes) => store(uri, bytes, BINARY),
    get: ({ bucket, key }) => buckets.get(bucket)?.get(key),
    delete: remove,
    keys(bucket) {
      const objects = buckets.get(bucket);
      return objects === undefined ? undefined : [...objects.keys()].sort(byBytes);
    },
  };
}

/** S3's own, for what nobody gave a type. */
const BINARY = 'binary/octet-stream';

function byBytes(one: string, other: string): number {
  return Buffer.compare(Buffer.from(one), Buffer.from(other));
}

import { describe, expect, it } from 'vitest';
import { createObjectStore } from '../../../src/emulator/s3/object-store.ts';

const bytes = (size: number): Buffer => Buffer.alloc(size);
const at = (key: string) => ({ bucket: 'b', key });

describe('an object store', () => {
  it('the object store lists keys in byte order, not UTF-16 order', () => {
    const store = createObjectStore();
    for (const key of ['\u{1F600}', '\uFF5E', 'b', 'B', 'a/b', 'a-b']) store.put(at(key), bytes(1));
    expect(store.keys('b')).toEqual(['B', 'a-b', 'a/b', 'b', '\uFF5E', '\u{1F600}']);
  });

  it('the object store creates a bucket with its first object', () => {
    const store = createObjectStore();
    expect(store.keys('b')).toBeUndefined();
    store.put(at('a'), bytes(1));
    store.delete(at('a'));
    expect(store.keys('b')).toEqual([]);
  });

  it('a full object store evicts the oldest objects stored by put, not those stored by keep', () => {
    const store = createObjectStore(10);
    store.keep(at('kept'), bytes(4));
    store.put(at('one'), bytes(3));
    store.put(at('two'), bytes(3));
    expect(store.put(at('three'), bytes(5))).toBe(true);
    expect(store.keys('b')).toEqual(['kept', 'three']);
  });

  it('an object replaces the one with the same key, and counts once', () => {
    const store = createObjectStore(10);
    for (let n = 0; n < 5; n++) expect(store.put(at('same'), bytes(8))).toBe(true);
    expect(store.put(at('other'), bytes(2))).toBe(true);
    expect(store.keys('b')).toEqual(['other', 'same']);
  });

  it('the object store refuses an object larger than its limit', () => {
    const store = createObjectStore(10);
    store.keep(at('kept'), bytes(4));
    expect(store.put(at('big'), bytes(7))).toBe(false);
    expect(store.keep(at('big'), bytes(7))).toBe(false);
    expect(store.get(at('big'))).toBeUndefined();
  });
});

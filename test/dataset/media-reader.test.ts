import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createMediaReader } from '../../src/dataset/media-reader.ts';

const PNG = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'proofload-media-'));
  mkdirSync(join(folder, 'photos'));
  writeFileSync(join(folder, 'photos/door.png'), PNG);
  writeFileSync(join(folder, 'terms.pdf'), '%PDF-1.7');
});
afterAll(() => rmSync(folder, { recursive: true }));

function read(kind: 'image' | 'document', cell: unknown) {
  const row = { place: { file: join(folder, 'rows.jsonl'), line: 3 }, fields: { shown: cell } };
  return createMediaReader(kind, ['shown'])(row);
}

describe('media column', () => {
  const door = { kind: 'image', mediaType: 'image/png', base64: PNG.toString('base64') };

  it.each<[string, unknown, object[]]>([
    ['a file below the dataset’s folder', 'photos/door.png', [{ ...door, name: 'door' }]],
    ['a data URL', `data:image/png;base64,${door.base64}`, [{ ...door, name: 'image' }]],
    ['base64', door.base64, [{ ...door, name: 'image' }]],
    ['a list as CSV has it', '["photos/door.png"]', [{ ...door, name: 'door' }]],
    ['nothing', '', []],
  ])('a media column holds %s', (_, cell, media) => {
    expect(read('image', cell)).toEqual(media);
  });

  it('a media column holds a document', () => {
    expect(read('document', 'terms.pdf')).toMatchObject([
      { kind: 'document', mediaType: 'application/pdf', name: 'terms' },
    ]);
  });

  it.each([
    ['../secret.png', 'outside the dataset’s folder'],
    ['/etc/secret.png', 'outside the dataset’s folder'],
    ['photos/none.png', 'cannot be read'],
    ['photos/door.tiff', 'the ending of'],
    ['terms.pdf', 'it is application/pdf'],
    [7, 'not a text'],
  ])('a media column is refused for %s: %s', (cell, why) => {
    expect(() => read('image', cell)).toThrow(why);
    expect(() => read('image', cell)).toThrow('rows.jsonl:3');
  });
});

import { readFileSync } from 'node:fs';
import { basename, dirname, extname, isAbsolute, relative, resolve } from 'node:path';
import { Problem } from '../problem/problem.ts';
import { isInS3 } from '../scenario/schema/s3-uri.ts';
import type { Media } from './query/query.ts';
import type { Row } from './rows/row.ts';

/** Reads the images or the documents in some columns of a row. */
type MediaReader = (row: Row) => readonly Media[];

const TYPES: Readonly<Record<string, string>> = {
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.gif': 'image/gif',
  '.webp': 'image/webp',
  '.pdf': 'application/pdf',
  '.csv': 'text/csv',
  '.html': 'text/html',
  '.txt': 'text/plain',
  '.md': 'text/markdown',
  '.doc': 'application/msword',
  '.docx': 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  '.xls': 'application/vnd.ms-excel',
  '.xlsx': 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
};

/** Base64 prefixes of file signatures. */
const BEGINNINGS: readonly (readonly [beginning: string, mediaType: string])[] = [
  ['iVBORw0KGgo', 'image/png'],
  ['/9j/', 'image/jpeg'],
  ['R0lGOD', 'image/gif'],
  ['UklGR', 'image/webp'],
  ['JVBERi', 'application/pdf'],
];

const DATA_URL = /^data:([\w.+-]+\/[\w.+-]+);base64,([A-Za-z0-9+/=\s]+)$/;
const BASE64 = /^[A-Za-z0-9+/\s]{16,}={0,2}\s*$/;

/**
 * Creates a reader of some columns. A cell is a data URL, base64, a file in the dataset's folder or
 * below it, or a list of those. Reads each file once. The reader throws a Problem for any other
 * cell.
 */
export function createMediaReader(
  kind: Media['kind'],
  columns: readonly string[] = [],
): MediaReader {
  const files = new Map<string, Media>();
  return (row) =>
    columns.flatMap((column) =>
      listOf(row.fields[column]).map((cell) => {
        const wrong = (why: string): Problem =>
          new Problem(`The column "${column}" holds no ${kind}: ${why}.`, { place: row.place });
        if (typeof cell !== 'string') throw wrong('it is not a text');
        const found =
          inlineMedia(kind, cell) ?? fileMedia(kind, cell, row.place.file, files, wrong);
        const isImage = found.mediaType.startsWith('image/');
        if (isImage !== (kind === 'image')) throw wrong(`it is ${found.mediaType}`);
        return found;
      }),
    );
}

/** Returns the cell's items; parses JSON text, the only form a list has in CSV. */
function listOf(cell: unknown): readonly unknown[] {
  if (cell === undefined || cell === null || cell === '') return [];
  if (Array.isArray(cell)) return cell;
  if (typeof cell === 'string' && cell.trimStart().startsWith('[')) {
    try {
      const parsed: unknown = JSON.parse(cell);
      if (Array.isArray(parsed)) return parsed;
    } catch {
      return [cell];
    }
  }
  return [cell];
}

function inlineMedia(kind: Media['kind'], cell: string): Media | undefined {
  const [, mediaType, data] = DATA_URL.exec(cell) ?? [];
  if (mediaType !== undefined && data !== undefined) {
    return { kind, mediaType, base64: data.replace(/\s/g, ''), name: kind };
  }
  if (!BASE64.test(cell)) return undefined;
  const known = BEGINNINGS.find(([beginning]) => cell.startsWith(beginning));
  if (known === undefined) return undefined;
  return { kind, mediaType: known[1], base64: cell.replace(/\s/g, ''), name: kind };
}

function fileMedia(
  kind: Media['kind'],
  cell: string,
  dataset: string,
  files: Map<string, Media>,
  wrong: (why: string) => Problem,
): Media {
  if (cell.startsWith('data:')) throw wrong('its data URL is not base64');
  if (isInS3(dataset)) throw wrong('beside a dataset in S3 it must be a data URL or base64');
  const folder = dirname(dataset);
  const path = resolve(folder, cell);
  const pathInFolder = relative(folder, path);
  // A dataset from elsewhere must not make proofload send other local files.
  if (isAbsolute(cell) || pathInFolder.startsWith('..'))
    throw wrong('its file is outside the dataset’s folder');
  const known = files.get(path);
  if (known !== undefined) return known;
  const mediaType = TYPES[extname(path).toLowerCase()];
  if (mediaType === undefined) {
    throw wrong(`the ending of "${shown(cell)}" is none of ${Object.keys(TYPES).join(' ')}`);
  }
  const read = {
    kind,
    mediaType,
    base64: base64Of(path, wrong),
    name: basename(path, extname(path)),
  };
  files.set(path, read);
  return read;
}

function base64Of(path: string, wrong: (why: string) => Problem): string {
  try {
    return readFileSync(path).toString('base64');
  } catch (error) {
    throw wrong(
      `its file cannot be read (${error instanceof Error ? error.message : String(error)})`,
    );
  }
}

function shown(cell: string): string {
  return cell.length > 60 ? `${cell.slice(0, 60)}…` : cell;
}

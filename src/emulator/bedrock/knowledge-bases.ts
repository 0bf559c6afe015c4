import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isObject } from '../../json/json-object.ts';
import { Problem } from '../../problem/problem.ts';
import type { KnowledgeBaseSettings } from '../../scenario/emulator/emulator-schema.ts';
import { createDocumentIndex, type DocumentIndex, type Passage } from '../prompt/knowledge-base.ts';

/** The emulator's knowledge bases, by id. */
export type KnowledgeBases = ReadonlyMap<string, DocumentIndex>;

/** Loads all knowledge bases. Throws a Problem for a missing or malformed file. */
export function loadKnowledgeBases(
  settings: Readonly<Record<string, KnowledgeBaseSettings>> | undefined,
): KnowledgeBases {
  return new Map(
    Object.entries(settings ?? {}).map(([id, { folder, dataset }]) => {
      const passages = [
        ...(folder === undefined ? [] : readFolder(folder)),
        ...(dataset === undefined ? [] : readDataset(dataset)),
      ];
      if (passages.length > 0) return [id, createDocumentIndex(passages)] as const;
      throw new Problem(`The knowledge base "${id}" has no passages.`, {
        remedy: 'Give it a folder of .md or .txt files, or a .jsonl dataset with contexts.',
      });
    }),
  );
}

/**
 * Reads the paragraphs of text files, with metadata from `<file>.metadata.json` as Bedrock has it.
 */
function readFolder(folder: string): Passage[] {
  return read(() => readdirSync(folder, { recursive: true, encoding: 'utf8' }), folder)
    .filter((name) => /\.(md|txt)$/.test(name))
    .sort()
    .flatMap((name) => {
      const file = join(folder, name);
      const metadata = readMetadata(`${file}.metadata.json`);
      return read(() => readFileSync(file, 'utf8'), file)
        .split(/\n\s*\n/)
        .map((text) => text.trim())
        .filter((text) => text !== '')
        .map((text) => ({ text, source: `s3://emulated/${name}`, metadata }));
    });
}

/** Reads the metadata of a file; most files have none. */
function readMetadata(file: string): Passage['metadata'] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return {};
  }
  const json = parse(text, file);
  return isObject(json) && isObject(json['metadataAttributes']) ? json['metadataAttributes'] : {};
}

/** Reads the distinct passages of all rows; a row's tenant becomes their metadata. */
function readDataset(file: string): Passage[] {
  const passages = new Map<string, Passage>();
  const lines = read(() => readFileSync(file, 'utf8'), file).split('\n');
  for (const [number, line] of lines.entries()) {
    if (line.trim() === '') continue;
    const row = parse(line, file, number + 1);
    if (!isObject(row)) continue;
    const { id, tenant, context } = row;
    const metadata = typeof tenant === 'string' ? { tenant } : {};
    for (const text of Array.isArray(context) ? context : [context]) {
      if (typeof text !== 'string' || text === '') continue;
      const source = `s3://emulated/${typeof id === 'string' ? id : `row-${number + 1}`}`;
      const key = JSON.stringify([tenant, text]);
      if (!passages.has(key)) passages.set(key, { text, source, metadata });
    }
  }
  return [...passages.values()];
}

function read<T>(reading: () => T, file: string): T {
  try {
    return reading();
  } catch (cause) {
    throw new Problem(`The knowledge base's "${file}" cannot be read.`, { cause });
  }
}

function parse(text: string, file: string, line?: number): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Problem('This is not JSON.', {
      place: { file, ...(line === undefined ? {} : { line }) },
      cause,
    });
  }
}

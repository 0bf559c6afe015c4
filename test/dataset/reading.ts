import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Dataset, loadDataset } from '../../src/dataset/dataset.ts';
import { createRandom } from '../../src/random/random.ts';
import type { DatasetSource } from '../../src/scenario/dataset/dataset-schema.ts';
import type { Prompt } from '../../src/scenario/prompt-schema.ts';

const FORMATS: Readonly<Record<string, DatasetSource['format']>> = {
  csv: 'csv',
  tsv: 'tsv',
  json: 'json',
  jsonl: 'jsonl',
  parquet: 'parquet',
};

/** Writes a file of this name, reads it as a dataset, and deletes it. */
export async function reading(
  name: string,
  content: string | Uint8Array,
  { prompt, ...more }: Partial<DatasetSource> & { readonly prompt?: Prompt } = {},
): Promise<Dataset> {
  const folder = mkdtempSync(join(tmpdir(), 'proofload-reading-'));
  const file = join(folder, name);
  writeFileSync(file, content);
  try {
    return await loadDataset(
      {
        file,
        format: FORMATS[name.split('.').at(-1) ?? ''] ?? 'jsonl',
        order: 'sequential',
        redact: [],
        skipBadRows: false,
        columns: {},
        ...more,
      },
      prompt ?? { user: '{{ question }}', maxTokens: 200 },
      { random: createRandom(1, 'order') },
    );
  } catch (error) {
    if (error instanceof Error) error.message = error.message.replaceAll(`${folder}/`, '');
    throw error;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The question, the reference and the context of each query. */
export function asked({ queries }: Dataset): readonly unknown[] {
  return queries.map(({ messages, reference }) => [messages.at(-1)?.text, reference]);
}

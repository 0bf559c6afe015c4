import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Dataset, loadDataset } from '../../src/dataset/dataset.ts';
import { createRandom } from '../../src/random/random.ts';
import type { DatasetSource } from '../../src/scenario/dataset/dataset-source.ts';
import type { Prompt } from '../../src/scenario/prompt.ts';

const FORMATS: Readonly<Record<string, DatasetSource['format']>> = {
  csv: 'csv',
  tsv: 'tsv',
  json: 'json',
  jsonl: 'jsonl',
  parquet: 'parquet',
};

/** Writes a file of that name, reads it as a dataset, and takes it away again. */
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

/** What each query asks, its reference and its context: the whole of what matters. */
export function asked({ queries }: Dataset): readonly unknown[] {
  return queries.map(({ messages, reference }) => [messages.at(-1)?.text, reference]);
}

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { DatasetSource } from '../../src/scenario/dataset/dataset-schema.ts';
import { reading } from './reading.ts';

const page = readFileSync(new URL('../../docs/datasets.md', import.meta.url), 'utf8');
const [, after = ''] = page.split('## Shapes that are read as they are');
const [section = ''] = after.split('\n## ');
const examples = [...section.matchAll(/```(text|json|csv)\n(.*?)```/gs)].map(
  ([, kind = '', text = '']) => [kind === 'text' ? 'jsonl' : kind, text] as const,
);

const SESSIONS: Partial<DatasetSource> = {
  sessions: { history: 'replayed', thinkTime: { spread: 'none', mean: 0 } },
};

describe('layouts in docs/datasets.md', () => {
  it('every layout in docs/datasets.md is found by this test', () =>
    expect(examples.length).toBeGreaterThan(8));

  it.each(examples)(
    'every layout in docs/datasets.md is read as the page says: %s %s',
    async (kind, text) => {
      const { queries } = await reading(
        `shown.${kind}`,
        text,
        text.includes('turns') ? SESSIONS : {},
      );
      expect(queries.length).toBeGreaterThan(0);
      for (const { messages, reference, turn, id } of queries) {
        if (turn === 2) continue;
        expect(messages).toEqual([{ role: 'user', text: 'How long does delivery take?' }]);
        expect(reference).toBe(id === 'request-1' ? undefined : 'Two days.');
      }
    },
  );
});

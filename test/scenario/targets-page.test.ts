import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { scenarioSchema } from '../../src/scenario/schema.ts';

const page = readFileSync(join(import.meta.dirname, '../../docs/targets.md'), 'utf8');
const examples = [...page.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, text = '']) => text);

/** Every kind and `by` that a scenario may have, as its schema words them. */
function named(example: string): string {
  return /kind: ([\w-]+)/.exec(example)?.[1] ?? 'settings';
}

describe('the page of targets', () => {
  it.each(examples.map((text) => [named(text), text]))('shows a %s that is one', (_, text) => {
    const read = scenarioSchema.safeParse({
      dataset: 'questions.jsonl',
      ...(parse(text) as object),
    });
    expect(read.error?.issues ?? []).toEqual([]);
  });

  it('has an example of every kind', () => {
    const schema = readFileSync(
      join(import.meta.dirname, '../../src/scenario/target-spec.ts'),
      'utf8',
    );
    const kinds = [...schema.matchAll(/kind: '([\w-]+)'/g)].map(([, kind]) => kind);
    // InvokeModel is asked as Converse is, and said so.
    const shown = [...examples.map(named), 'bedrock-invoke'];
    expect(kinds.filter((kind) => !shown.includes(kind ?? ''))).toEqual([]);
  });
});

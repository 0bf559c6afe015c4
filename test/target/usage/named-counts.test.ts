import { describe, expect, it } from 'vitest';
import { conventionOf } from '../../../src/target/delta/convention.ts';
import { namedCounts } from '../../../src/target/usage/named-counts.ts';
import { settle } from '../../../src/target/usage/settle.ts';

const GEMINI = {
  input: 'usageMetadata.promptTokenCount',
  output: 'usageMetadata.candidatesTokenCount',
};

describe('the counts that a scenario names', () => {
  it('named counts are read at their paths', () => {
    const read = namedCounts({ input: 'meta.in', output: 'meta.out' });
    const meta = { in: 4, out: 9, reasoning_tokens: 5, total_tokens: 99 };
    expect(read({ meta })).toEqual({ input: 4, output: 9 });
    expect(read({})).toEqual({ input: undefined, output: undefined });
  });

  it('reasoning and cached tokens are read beside counts with a maker’s names', () => {
    const usageMetadata = {
      promptTokenCount: 12,
      cachedContentTokenCount: 8,
      candidatesTokenCount: 5,
      thoughtsTokenCount: 70,
      totalTokenCount: 87,
    };
    const counts = namedCounts(GEMINI)({ usageMetadata });
    expect(settle(counts, conventionOf(counts.wire ?? 'bedrock'))).toEqual({
      source: 'reported',
      input: 4,
      cacheRead: 8,
      output: 75,
      reasoning: 70,
    });
  });

  it('counts at the top level read no details below', () => {
    const read = namedCounts({ input: 'prompt_tokens', output: 'completion_tokens' });
    const json = { prompt_tokens: 4, completion_tokens: 9, history: { cached_tokens: 3 } };
    expect(read(json)).toMatchObject({ input: 4, output: 9, cacheRead: undefined, wire: 'chat' });
  });

  it('counts without a path are left out', () => {
    expect(namedCounts({})({ usage: { completion_tokens: 9 } })).toEqual({});
    expect(
      namedCounts({ output: 'usage.completion_tokens' })({
        usage: { completion_tokens: 9, prompt_tokens: 4 },
      }),
    ).toMatchObject({ input: undefined, output: 9 });
  });
});

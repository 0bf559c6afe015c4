import { countTokens } from 'gpt-tokenizer/encoding/o200k_base';
import { describe, expect, it } from 'vitest';
import { createAzureTrace } from '../../../src/dataset/traces/azure-trace.ts';
import { createRandom } from '../../../src/random/random.ts';

const START = '2023-11-16 18:15:46.6805900';

function read(...rows: Record<string, unknown>[]) {
  const trace = createAzureTrace(createRandom(7, 'order'));
  return rows.map(
    (fields, index) => trace({ place: { file: 't.csv', line: index + 2 }, fields }).fields,
  );
}

function at(time: string): unknown {
  const request = { ContextTokens: '1', GeneratedTokens: '1' };
  return read({ TIMESTAMP: START, ...request }, { TIMESTAMP: time, ...request })[1]?.['at'];
}

describe('Azure trace', () => {
  it.each([
    ['2023-11-16 18:15:46.6805900', 0],
    ['2023-11-16 18:15:46.6805901', 0.0001],
    ['2023-11-16 18:15:50.9951690', 4314.579],
    ['2023-11-16T18:15:47Z', 319.41],
    ['2023-11-17 00:00:00.000000+00:00', 20_653_319.41],
  ])('an Azure trace puts %s at %d ms', (time, ms) => {
    expect(at(time)).toBeCloseTo(ms, 6);
  });

  it('an Azure trace has prompts of the traced tokens, limited to the generated ones', () => {
    const rows = read(
      { TIMESTAMP: START, ContextTokens: '374', GeneratedTokens: '44' },
      { TIMESTAMP: START, ContextTokens: '9000', GeneratedTokens: '1' },
    );
    expect(rows.map(({ maxTokens }) => maxTokens)).toEqual([44, 1]);
    expect(rows.map(({ question }) => countTokens(String(question)))).toEqual([374, 9000]);
  });

  it('an Azure trace has the same prompts under the same seed', () => {
    const row = { TIMESTAMP: START, ContextTokens: '100', GeneratedTokens: '1' };
    expect(read(row, row)).toEqual(read(row, row));
  });

  it.each([
    [
      { ContextTokens: '' },
      'The row has no ContextTokens. An Azure trace has the columns TIMESTAMP, ContextTokens and GeneratedTokens.',
    ],
    [
      { GeneratedTokens: '0' },
      'The column "GeneratedTokens" holds "0", not a whole number of at least 1.',
    ],
    [
      { TIMESTAMP: 'noon' },
      'The TIMESTAMP "noon" is not a time. Write it in UTC like 2023-11-16 18:15:46.6805900.',
    ],
    [
      { TIMESTAMP: '2023-11-16 18:15:46' },
      'The request is older than the first of the trace. Sort the file by TIMESTAMP.',
    ],
  ])('an Azure trace refuses %j', (fields, message) => {
    const good = { TIMESTAMP: START, ContextTokens: '1', GeneratedTokens: '1' };
    expect(() => read(good, { ...good, ...fields })).toThrow(`t.csv:3: ${message}`);
  });
});

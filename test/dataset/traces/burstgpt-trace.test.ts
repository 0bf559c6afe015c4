import { countTokens } from 'gpt-tokenizer/encoding/o200k_base';
import { describe, expect, it } from 'vitest';
import { createBurstGptTrace } from '../../../src/dataset/traces/burstgpt-trace.ts';
import { createRandom } from '../../../src/random/random.ts';

function read(...rows: Record<string, unknown>[]) {
  const trace = createBurstGptTrace(createRandom(7, 'order'));
  return rows.map(
    (fields, index) => trace({ place: { file: 't.csv', line: index + 2 }, fields }).fields,
  );
}

const ROW = {
  Timestamp: '5',
  'Session ID': '12',
  'Elapsed time': '3.5',
  Model: 'ChatGPT',
  'Request tokens': '472',
  'Response tokens': '18',
  'Total tokens': '490',
  'Log Type': 'Conversation log',
};

describe('BurstGPT trace', () => {
  it('a BurstGPT trace counts time from its first row, in milliseconds', () => {
    const rows = read(ROW, { ...ROW, Timestamp: '45.5' });
    expect(rows.map(({ at }) => at)).toEqual([0, 40_500]);
  });

  it('a BurstGPT trace has prompts of the traced tokens, limited to the answered ones', () => {
    const [fields] = read(ROW);
    expect(countTokens(String(fields?.['question']))).toBe(472);
    expect(fields).toMatchObject({
      maxTokens: 18,
      tags: { model: 'ChatGPT', log: 'Conversation log' },
    });
  });

  it('a BurstGPT trace numbers the turns of each session', () => {
    const rows = read(ROW, { ...ROW, 'Session ID': '13' }, ROW);
    expect(rows.map(({ session, turn }) => [session, turn])).toEqual([
      ['12', 1],
      ['13', 1],
      ['12', 2],
    ]);
  });

  it('a BurstGPT trace reads the release without sessions', () => {
    const { 'Session ID': _, 'Elapsed time': __, ...older } = ROW;
    const [fields] = read(older);
    expect(fields).not.toHaveProperty('session');
    expect(fields).not.toHaveProperty('turn');
  });

  it('a BurstGPT trace includes failed requests, tagged and with the prompt’s own limit', () => {
    const [fields] = read({ ...ROW, 'Response tokens': '0' });
    expect(fields).not.toHaveProperty('maxTokens');
    expect(fields?.['tags']).toMatchObject({ traced: 'failed' });
  });

  it.each([
    [{ ...ROW, 'Request tokens': '' }, /no Request tokens\. A BurstGPT trace has the columns/],
    [{ ...ROW, Timestamp: 'noon' }, /"Timestamp" holds "noon", not a number/],
    [{ ...ROW, Model: undefined }, /no Model/],
  ])('a BurstGPT trace refuses an incomplete row: %#', (row, complaint) => {
    expect(() => read(row)).toThrow(complaint);
  });

  it('a BurstGPT trace refuses a row older than the first', () => {
    expect(() => read(ROW, { ...ROW, Timestamp: '4' })).toThrow(/Sort the file by Timestamp/);
  });
});

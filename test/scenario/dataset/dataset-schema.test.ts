import { describe, expect, it } from 'vitest';
import { datasetSchema } from '../../../src/scenario/dataset/dataset-schema.ts';

function complaint(dataset: object): string {
  const { error } = datasetSchema.safeParse({ file: 'q.csv', ...dataset });
  return error?.issues.map(({ message }) => message).join('\n') ?? '';
}

describe('the dataset of a scenario', () => {
  it.each([
    ['busiest 10m', 600_000],
    ['  busiest   1h30m ', 5_400_000],
  ])('has the window %j', (window, length) => {
    expect(datasetSchema.parse({ file: 'q.csv', window }).window).toBe(length);
  });

  it.each(['10m', 'busiest', 'busiest ten minutes', 'busiest 0s', 'first 10m'])(
    'rejects the window %j with an example',
    (window) => {
      expect(complaint({ window })).toBe(
        `"${window}" is not a window. Write "busiest" and a duration: busiest 10m.`,
      );
    },
  );

  it.each([
    [{}, { thinkTime: { spread: 'none', mean: 0 }, history: 'answered' }],
    [{ thinkTime: '8s' }, { thinkTime: { spread: 'none', mean: 8000 }, history: 'answered' }],
    [
      { thinkTime: { mean: '8s' }, history: 'replayed' },
      { thinkTime: { spread: 'exponential', mean: 8000 }, history: 'replayed' },
    ],
  ])('parses the sessions %j', (sessions, read) => {
    expect(datasetSchema.parse({ file: 'q.csv', sessions }).sessions).toEqual(read);
  });

  it.each([
    [{ redact: ['(unclosed'] }, 'It is not a valid regular expression'],
    [{ redact: [''] }, 'Too small'],
    [{ sessions: { history: 'replay' } }, 'Invalid option'],
    [{ sessions: { thinktime: '1s' } }, 'Did you mean "thinkTime"?'],
    [{ format: 'xml' }, 'Invalid option'],
  ])('rejects %j', (dataset, message) => {
    expect(complaint(dataset)).toContain(message);
  });
});

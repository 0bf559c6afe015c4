import { describe, expect, it } from 'vitest';
import { Problem } from '../../src/problem/problem.ts';

describe('problem', () => {
  it.each([
    [new Problem('It is wrong.'), 'It is wrong.'],
    [new Problem('It is wrong.', { remedy: 'Correct it.' }), 'It is wrong. Correct it.'],
    [new Problem('It is wrong.', { place: { file: 'a.yaml' } }), 'a.yaml: It is wrong.'],
    [new Problem('It is wrong.', { place: { file: 'a.yaml', line: 3 } }), 'a.yaml:3: It is wrong.'],
    [
      new Problem('It is wrong.', {
        place: { file: 'a.yaml', line: 3, column: 7 },
        remedy: 'Correct it.',
      }),
      'a.yaml:3:7: It is wrong. Correct it.',
    ],
  ])('a problem gives position, error and remedy: %s', (problem, message) => {
    expect(problem.message).toBe(message);
  });

  it('a problem keeps its cause', () => {
    const cause = new Error('ENOENT');
    expect(new Problem('It is gone.', { cause }).cause).toBe(cause);
  });
});

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AnswerSample } from '../../src/judge/sampling.ts';
import { sampleAnswer } from './sample-answer.ts';

function answersOf(target: string, count: number, queries: number) {
  return Array.from({ length: count }, (_, index) =>
    sampleAnswer({ target, scenario: target, index, queryId: `q${index % queries}` }),
  );
}

function draw(answers: ReturnType<typeof answersOf>, perTarget: number, seed = 1) {
  const sample = new AnswerSample(perTarget, seed);
  for (const answer of answers) sample.add(answer);
  return sample.drawn();
}

const queryIds = (answers: ReturnType<typeof draw>, target: string) =>
  answers.filter((answer) => answer.target === target).map((answer) => answer.queryId);

describe('AnswerSample', () => {
  it('AnswerSample draws the same queries for every target', () => {
    const sample = draw([...answersOf('a', 300, 100), ...answersOf('b', 100, 100)], 20);
    expect(sample).toHaveLength(40);
    expect(queryIds(sample, 'a')).toEqual(queryIds(sample, 'b'));
    expect(new Set(queryIds(sample, 'a')).size).toBe(20);
  });

  it('AnswerSample stays paired as far as possible where a target failed on some queries', () => {
    const lame = answersOf('b', 100, 100).filter((_, i) => i % 10 !== 0);
    const sample = draw([...answersOf('a', 100, 100), ...lame], 30);
    const shared = queryIds(sample, 'a').filter((id) => queryIds(sample, 'b').includes(id));
    // Only the tenth that b lacks is unpaired, within random variation.
    expect(shared.length).toBeGreaterThanOrEqual(22);
    expect(queryIds(sample, 'b')).toHaveLength(30);
  });

  it('AnswerSample draws every query once before any twice, from early and late in the run', () => {
    const sample = draw(answersOf('a', 400, 10), 12);
    expect(new Set(queryIds(sample, 'a').slice(0, 10)).size).toBe(10);
    expect(sample).toHaveLength(12);
    expect(Math.max(...sample.map((answer) => answer.index))).toBeGreaterThan(200);
  });

  it('AnswerSample contains each answer at most once, and all where there are too few, in any order', () => {
    fc.assert(
      fc.property(
        fc.nat(40),
        fc.integer({ min: 1, max: 15 }),
        fc.nat(50),
        (count, queries, most) => {
          const answers = [...answersOf('a', count, queries), ...answersOf('b', 7, queries)];
          const sample = draw(answers, most);
          expect(new Set(sample).size).toBe(sample.length);
          expect(queryIds(sample, 'a')).toHaveLength(Math.min(count, most));
          expect(draw(answers.toReversed(), most)).toEqual(sample);
        },
      ),
    );
  });

  it('AnswerSample draws other answers under another seed', () => {
    const answers = answersOf('a', 100, 100);
    expect(draw(answers, 10, 1)).not.toEqual(draw(answers, 10, 2));
  });

  it('AnswerSample alternates between targets', () => {
    const sample = draw([...answersOf('a', 9, 9), ...answersOf('b', 9, 9)], 3);
    expect(sample.map((answer) => answer.target)).toEqual(['a', 'b', 'a', 'b', 'a', 'b']);
  });

  it('AnswerSample equals a draw at the end, and returns the answers it drops', () => {
    fc.assert(
      fc.property(
        fc.shuffledSubarray(answersOf('a', 60, 60), { minLength: 1 }),
        fc.integer({ min: 1, max: 25 }),
        fc.integer({ min: 0, max: 20 }),
        fc.nat(),
        (answers, queries, most, seed) => {
          const asked = answers.map((each) => ({
            ...each,
            queryId: `q${(each.index * each.index) % queries}`,
          }));
          const sample = new AnswerSample(most, seed);
          const left = asked.flatMap((each) => sample.add(each) ?? []);
          // If large enough for all, it drops nothing, and its order is by rounds.
          expect(sample.drawn()).toEqual(draw(asked, asked.length, seed).slice(0, most));
          expect(new Set([...left, ...sample.drawn()])).toEqual(new Set(asked));
          expect(left).toHaveLength(Math.max(0, asked.length - most));
        },
      ),
      { numRuns: 500 },
    );
  });

  it('AnswerSample draws every query, and every answer to one, equally often', () => {
    const answers = answersOf('a', 60, 20);
    const drawn = new Map<number, number>();
    for (let seed = 0; seed < 1500; seed++) {
      for (const { index } of draw(answers, 10, seed)) {
        drawn.set(index, (drawn.get(index) ?? 0) + 1);
      }
    }
    // Each is drawn in one run of six: 250 times, with a standard deviation of 14.4.
    for (const { index } of answers) {
      expect(Math.abs((drawn.get(index) ?? 0) - 250)).toBeLessThan(5 * 14.4);
    }
  });
});

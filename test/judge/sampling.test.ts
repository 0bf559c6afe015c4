import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drawSample } from '../../src/judge/sampling.ts';
import { createRandom } from '../../src/scenario/random.ts';
import { sampleAnswer } from './sample-answer.ts';

function answersOf(target: string, count: number, queries: number) {
  return Array.from({ length: count }, (_, index) =>
    sampleAnswer({ target, scenario: target, index, queryId: `q${index % queries}` }),
  );
}

const draw = (answers: ReturnType<typeof answersOf>, perTarget: number, seed = 1) =>
  drawSample(answers, perTarget, createRandom(seed, 'judge'));

const queryIds = (answers: ReturnType<typeof draw>, target: string) =>
  answers.filter((answer) => answer.target === target).map((answer) => answer.queryId);

describe('drawSample', () => {
  it('draws the same queries for every target', () => {
    const sample = draw([...answersOf('a', 300, 100), ...answersOf('b', 100, 100)], 20);
    expect(sample).toHaveLength(40);
    expect(queryIds(sample, 'a')).toEqual(queryIds(sample, 'b'));
    expect(new Set(queryIds(sample, 'a')).size).toBe(20);
  });

  it('stays paired as far as it can where a target failed on some queries', () => {
    const lame = answersOf('b', 100, 100).filter((_, i) => i % 10 !== 0);
    const sample = draw([...answersOf('a', 100, 100), ...lame], 30);
    const shared = queryIds(sample, 'a').filter((id) => queryIds(sample, 'b').includes(id));
    // Only the tenth that b lacks is unpaired, give or take the luck of the draw.
    expect(shared.length).toBeGreaterThanOrEqual(22);
    expect(queryIds(sample, 'b')).toHaveLength(30);
  });

  it('takes every query once before any twice, from early and late in the run', () => {
    const sample = draw(answersOf('a', 400, 10), 12);
    expect(new Set(queryIds(sample, 'a').slice(0, 10)).size).toBe(10);
    expect(sample).toHaveLength(12);
    expect(Math.max(...sample.map((answer) => answer.index))).toBeGreaterThan(200);
  });

  it('gives each answer at most once, all of them where there are too few, whatever their order', () => {
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

  it('draws others under another seed', () => {
    const answers = answersOf('a', 100, 100);
    expect(draw(answers, 10, 1)).not.toEqual(draw(answers, 10, 2));
  });

  it('lets targets take turns', () => {
    const sample = draw([...answersOf('a', 9, 9), ...answersOf('b', 9, 9)], 3);
    expect(sample.map((answer) => answer.target)).toEqual(['a', 'b', 'a', 'b', 'a', 'b']);
  });
});

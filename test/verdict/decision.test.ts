import { describe, expect, it } from 'vitest';
import { verdictOf, worstOf, type Candidate } from '../../src/verdict/candidate.ts';
import { decide, type Findings } from '../../src/verdict/decision.ts';
import type { ThresholdResult } from '../../src/verdict/threshold-result.ts';
import { termsOfText } from './terms-of.ts';

const met: ThresholdResult = {
  ...termsOfText('failed', 'rate<0.01'),
  metric: 'failed',
  expression: 'rate<0.01',
  target: '',
  verdict: 'pass',
  observed: 0.001,
  n: 400,
  why: 'failed rate is 0.1 %, under 1 % as required (400 samples).',
};

const missed: ThresholdResult = {
  ...termsOfText('latency', 'p(95)<3000'),
  metric: 'latency',
  expression: 'p(95)<3000',
  target: '',
  verdict: 'fail',
  observed: 3800,
  n: 400,
  why: 'p(95) latency is 3.8 s but must be under 3 s (400 samples).',
};

const doubtful: ThresholdResult = {
  ...missed,
  ...termsOfText('latency', 'p(99)<5000'),
  expression: 'p(99)<5000',
  verdict: 'inconclusive',
  n: 40,
  why: 'p(99) latency is 3.8 s over only 40 samples.',
};

const { observed: _, ...unobserved } = missed;
const absent: ThresholdResult = {
  ...unobserved,
  ...termsOfText('latency{tenant:acme}', 'p(95)<3000'),
  metric: 'latency{tenant:acme}',
  verdict: 'no-data',
  n: 0,
  why: 'Nothing was recorded for latency{tenant:acme}, so there is nothing to judge.',
};

function candidate(
  name: string,
  thresholds: readonly ThresholdResult[],
  perMonth?: number | 'unknown',
): Candidate {
  return { name, thresholds, ...(perMonth === undefined ? {} : { perMonth }) };
}

const haiku = candidate('haiku', [met, met], 840);
const opus = candidate('opus', [met, met], 4176);
const llama = candidate('llama', [met, missed], 210);

function decided(targets: readonly Candidate[], changes: Partial<Findings> = {}) {
  return decide({
    choose: 'every',
    targets,
    validity: 'valid',
    ...changes,
  });
}

function cheapest(targets: readonly Candidate[]) {
  return decided(targets, { choose: 'cheapest' });
}

describe('the verdict on a target', () => {
  it('is the worst of its thresholds', () => {
    expect(verdictOf(haiku)).toBe('pass');
    expect(verdictOf({ thresholds: [met, doubtful] })).toBe('inconclusive');
    expect(verdictOf({ thresholds: [met, doubtful, absent] })).toBe('no-data');
    expect(verdictOf({ thresholds: [met, doubtful, absent, missed] })).toBe('fail');
    expect(worstOf([])).toBe('inconclusive');
  });
});

describe('a run of one target', () => {
  it('passes with its objectives and its cost', () => {
    expect(decided([haiku])).toEqual({
      verdict: 'pass',
      headline: 'haiku meets all 2 objectives at $840 a month.',
      reasons: [],
    });
  });

  it.each([
    [candidate('haiku', [met]), 'haiku meets its one objective.'],
    [
      candidate('haiku', [met, met], 'unknown'),
      'haiku meets all 2 objectives at an unknown monthly cost.',
    ],
    [
      { ...candidate('haiku', [met, met]), per1k: 0.56 },
      'haiku meets all 2 objectives at $0.56 per 1,000 answers.',
    ],
    [
      { ...candidate('haiku', [met, met]), per1k: 'unknown' as const },
      'haiku meets all 2 objectives.',
    ],
  ])('says the cost as far as it is known', (target, headline) => {
    expect(decided([target]).headline).toBe(headline);
  });

  it.each([
    ['fail', [missed], 'haiku misses p(95) latency (3.8 s against 3 s).'],
    [
      'fail',
      [met, missed, missed, missed, doubtful],
      'haiku misses p(95) latency (3.8 s against 3 s), p(95) latency (3.8 s against 3 s) and 1 more.',
    ],
    ['no-data', [met, absent], 'haiku has no data for p(95) latency{tenant:acme}.'],
    [
      'inconclusive',
      [met, doubtful],
      'Not sure yet: haiku has too few samples for p(99) latency (40).',
    ],
  ])('that ends %s says by what', (verdict, thresholds, headline) => {
    expect(decided([candidate('haiku', thresholds)])).toMatchObject({ verdict, headline });
    expect(cheapest([candidate('haiku', thresholds)])).toMatchObject({ verdict, headline });
  });

  it('names it as chosen only where one was to be chosen', () => {
    expect(cheapest([haiku]).chosen).toBe('haiku');
    expect(decided([haiku])).not.toHaveProperty('chosen');
  });

  it('gives the whole sentence of each objective that is not met among its reasons', () => {
    expect(decided([candidate('haiku', [met, missed, doubtful])]).reasons).toEqual([
      missed.why,
      doubtful.why,
    ]);
  });
});

describe('a run in which every target must pass', () => {
  it('passes when all do', () => {
    expect(decided([haiku, opus])).toMatchObject({
      verdict: 'pass',
      headline: 'All 2 targets meet all their objectives.',
    });
  });

  it('is as bad as its worst target, and names those that are', () => {
    const unsure = candidate('unsure', [doubtful]);
    const silent = candidate('silent', [absent]);
    expect(decided([haiku, unsure])).toMatchObject({
      verdict: 'inconclusive',
      headline: 'Not sure yet: unsure has too few samples for p(99) latency (40).',
    });
    expect(decided([unsure, silent]).verdict).toBe('no-data');
    expect(decided([haiku, llama, unsure, silent])).toMatchObject({
      verdict: 'fail',
      headline: 'llama misses p(95) latency (3.8 s against 3 s).',
      reasons: [`llama: ${missed.why}`, `unsure: ${doubtful.why}`, `silent: ${absent.why}`],
    });
  });

  it('does not wait for a target that was asked nothing', () => {
    expect(decided([haiku, candidate('bystander', [])])).toMatchObject({
      verdict: 'pass',
      headline: 'haiku meets all 2 objectives at $840 a month.',
    });
  });
});

describe('a run that looks for the cheapest', () => {
  it('names the cheapest of those that pass, whatever cheaper ones fail', () => {
    expect(cheapest([opus, llama, haiku])).toEqual({
      verdict: 'pass',
      chosen: 'haiku',
      headline: 'haiku meets all 2 objectives at $840 a month, the cheapest of 2 that do.',
      reasons: ['opus meets all 2 objectives too at $4,176 a month.', `llama: ${missed.why}`],
    });
  });

  it.each([
    [[haiku, llama], 'and the other target does not'],
    [[haiku, llama, candidate('titan', [missed])], 'and none of the other 2 does'],
  ])('says when only one passes', (targets, standing) => {
    expect(cheapest(targets).headline).toBe(
      `haiku meets all 2 objectives at $840 a month, ${standing}.`,
    );
  });

  it('mentions a cheaper one that might still pass', () => {
    expect(cheapest([haiku, candidate('nova', [doubtful], 90)]).reasons).toEqual([
      'nova would be cheaper at $90.00 a month, but has too few samples for p(99) latency (40).',
      `nova: ${doubtful.why}`,
    ]);
  });

  it('never takes an unknown cost for the lowest', () => {
    const dark = candidate('dark', [met], 'unknown');
    expect(cheapest([dark, opus])).toMatchObject({
      chosen: 'opus',
      headline:
        'opus meets all 2 objectives at $4,176 a month, ' +
        'the cheapest of those that do and whose cost is known.',
    });
    const dim = candidate('dim', [met], 'unknown');
    expect(cheapest([dark, dim])).toMatchObject({
      verdict: 'pass',
      headline: 'dark and dim meet all their objectives; which is cheapest is unknown.',
    });
    expect(cheapest([dark, dim])).not.toHaveProperty('chosen');
  });

  it('ranks by a thousand answers where no demand is stated', () => {
    const target = (name: string, per1k: number): Candidate => ({ name, thresholds: [met], per1k });
    expect(cheapest([target('dear', 9.75), target('cheap', 0.81)])).toMatchObject({
      chosen: 'cheap',
      headline:
        'cheap meets its one objective at $0.81 per 1,000 answers, the cheapest of 2 that do.',
    });
  });

  it('fails when all fail, with the first miss of the first three', () => {
    const rest = ['titan', 'nova', 'mistral'].map((name) => candidate(name, [missed, missed]));
    expect(cheapest([llama, ...rest])).toMatchObject({
      verdict: 'fail',
      headline:
        'None of 4 targets meets all objectives: llama misses p(95) latency (3.8 s against 3 s), ' +
        'titan misses p(95) latency (3.8 s against 3 s) and 1 more, ' +
        'nova misses p(95) latency (3.8 s against 3 s) and 1 more, and 1 more target.',
    });
  });

  it('stays open while one that did not pass did not fail either', () => {
    const [unsure, silent] = [candidate('unsure', [doubtful]), candidate('silent', [absent])];
    expect(cheapest([llama, unsure])).toMatchObject({
      verdict: 'inconclusive',
      headline: 'Not sure yet: unsure has too few samples for p(99) latency (40).',
    });
    expect(cheapest([llama, silent])).toMatchObject({
      verdict: 'no-data',
      headline: 'silent has no data for p(95) latency{tenant:acme}.',
    });
  });
});

describe('a tie', () => {
  it('of two that cost the same is called one, and none is chosen', () => {
    const twin = candidate('twin', [met, met], 840);
    expect(cheapest([haiku, twin])).toEqual({
      verdict: 'pass',
      headline: 'haiku and twin meet all their objectives at $840 a month: a tie.',
      reasons: [],
    });
    expect(cheapest([opus, haiku, twin, llama])).toEqual({
      verdict: 'pass',
      headline:
        'haiku and twin meet all their objectives at $840 a month: a tie for the cheapest of 3 that do.',
      reasons: [`llama: ${missed.why}`],
    });
  });

  it('is told from the rounding of sums, and from a cent', () => {
    const sums = [candidate('a', [met], 0.1 + 0.2), candidate('b', [met], 0.3)];
    expect(cheapest(sums)).not.toHaveProperty('chosen');
    expect(cheapest([haiku, candidate('b', [met], 839.99)]).chosen).toBe('b');
  });

  it('of the chosen with one in doubt is called one', () => {
    expect(cheapest([haiku, candidate('nova', [doubtful], 840)]).reasons[0]).toBe(
      'nova would cost the same at $840 a month, but has too few samples for p(99) latency (40).',
    );
  });

  it('is none where neither cost is known', () => {
    const dark = ['a', 'b'].map((name) => candidate(name, [met], 'unknown'));
    expect(cheapest(dark).headline).toContain('which is cheapest is unknown');
  });
});

describe('a run without answers', () => {
  const dead = (thresholds: readonly ThresholdResult[], name = 'own'): Candidate => ({
    ...candidate(name, thresholds),
    requests: 14,
    answered: 0,
  });
  const alive = { ...haiku, requests: 14, answered: 14 };

  it.each([
    ['no-data', []],
    ['no-data', [met]],
    ['no-data', [met, doubtful]],
    ['fail', [met, missed]],
  ] as const)('ends %s, whatever its objectives', (verdict, thresholds) => {
    for (const choose of ['every', 'cheapest'] as const) {
      const decision = decided([dead(thresholds)], { choose });
      expect(decision).toMatchObject({ verdict, headline: 'None of 14 requests was answered.' });
      expect(decision).not.toHaveProperty('chosen');
    }
  });

  it('says so even where it is invalid, and does not become healthy by a signal', () => {
    expect(decided([dead([met])], { validity: 'invalid' })).toMatchObject({
      verdict: 'no-data',
      headline: 'None of 14 requests was answered, and the measurement is invalid.',
    });
    expect(decided([dead([])], { stopped: 'signal' }).verdict).toBe('no-data');
  });

  it('of one target fails the run of several, and is never the cheapest', () => {
    expect(decided([alive, dead([])])).toMatchObject({
      verdict: 'no-data',
      headline: 'own answered none of 14 requests.',
    });
    expect(cheapest([alive, { ...dead([met]), perMonth: 1 }])).toMatchObject({
      chosen: 'haiku',
      reasons: ['own: none of 14 requests was answered.'],
    });
  });

  it('to less than half of its requests says so in its headline', () => {
    const few = { ...haiku, requests: 14, answered: 3 };
    expect(decided([few]).headline).toBe(
      'Only 3 of 14 requests were answered; haiku meets all 2 objectives at $840 a month.',
    );
    expect(decided([{ ...few, thresholds: [] }]).headline).toBe(
      'Only 3 of 14 requests were answered; no objectives are set, so this run measures without judging.',
    );
    expect(decided([{ ...few, answered: 7 }]).headline).toMatch(/^haiku meets/);
  });

  it('because it had no requests has no data either', () => {
    expect(decided([{ ...haiku, requests: 0, answered: 0 }])).toMatchObject({
      verdict: 'no-data',
      headline: 'Not one request was sent, so there is nothing to judge.',
    });
    expect(decided([alive, { ...candidate('idle', []), requests: 0, answered: 0 }]).verdict).toBe(
      'pass',
    );
  });
});

describe('a run', () => {
  it('without objectives judges nothing', () => {
    expect(decided([candidate('haiku', [])])).toMatchObject({
      verdict: 'inconclusive',
      headline: 'No objectives are set, so this run measures without judging.',
    });
  });

  it('that is invalid answers nothing, pass or fail', () => {
    for (const target of [haiku, llama, candidate('haiku', [])]) {
      expect(decided([target], { validity: 'invalid', advice: 'on a quieter machine' })).toEqual({
        verdict: 'inconclusive',
        headline: 'This run cannot answer the question: measure again on a quieter machine.',
        reasons: [],
      });
    }
    expect(decided([haiku], { validity: 'invalid' }).headline).toMatch(
      /quieter machine.* lower rate.* more workers/,
    );
  });

  it('that is suspect still answers; why it is stands beside, not among the reasons', () => {
    expect(decided([haiku], { validity: 'suspect' })).toEqual({
      verdict: 'pass',
      headline: 'haiku meets all 2 objectives at $840 a month (the measurement is suspect).',
      reasons: [],
    });
  });

  it.each([
    ['signal', 'The run was stopped by a signal'],
    ['budget', 'The run reached its spend cap'],
  ] as const)('cut short by its %s cannot pass', (stopped, why) => {
    expect(decided([haiku], { stopped, choose: 'cheapest' })).toEqual({
      verdict: 'inconclusive',
      headline:
        `${why} before it could answer; ` +
        'up to then haiku meets all 2 objectives at $840 a month.',
      reasons: [`${why} before it was complete.`],
    });
  });

  it.each(['signal', 'budget', 'threshold'] as const)('cut short by its %s can fail', (stopped) => {
    expect(decided([llama], { stopped })).toMatchObject({
      verdict: 'fail',
      headline: 'llama misses p(95) latency (3.8 s against 3 s).',
    });
  });
});

describe('a run that had no time for all its iterations', () => {
  const unstarted = { count: 42, planned: 50 };

  it('does not pass, says what the others came to, and what to do', () => {
    const { verdict, headline, reasons, chosen } = decided([haiku], { unstarted });
    expect(verdict).toBe('inconclusive');
    expect(headline).toMatch(
      /^The run had no time for 42 of its 50 iterations; by the others haiku/,
    );
    expect(reasons[0]).toMatch(/42 of 50 planned iterations were not started.*maxDuration/);
    expect(chosen).toBeUndefined();
  });

  it('fails by what was sent alone', () => {
    expect(decided([llama], { unstarted })).toMatchObject({
      verdict: 'fail',
      reasons: [expect.stringContaining('42 of 50'), expect.any(String)],
    });
  });

  it('says of one that was stopped only that they were not started', () => {
    const { reasons } = decided([haiku], { unstarted, stopped: 'signal' });
    expect(reasons.join(' ')).toContain('42 of 50 planned iterations were not started');
    expect(reasons.join(' ')).not.toContain('maxDuration');
  });
});

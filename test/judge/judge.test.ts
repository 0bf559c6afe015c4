import { describe, expect, it } from 'vitest';
import type { Query } from '../../src/dataset/query/query.ts';
import type { Omissible } from '../../src/judge/ask-with-retries.ts';
import { judgeCost } from '../../src/judge/judge-cost.ts';
import { judge, type JudgeOptions } from '../../src/judge/judge.ts';
import type { Score } from '../../src/judge/score.ts';
import { Problem } from '../../src/problem/problem.ts';
import { createRandom } from '../../src/random/random.ts';
import { StopController } from '../../src/runner/request/stop-controller.ts';
import type { JudgeSettings } from '../../src/scenario/judge/judge-schema.ts';
import type { Answer } from '../../src/store/answer.ts';
import type { Call, Reply, Target } from '../../src/target/contract/target.ts';
import { onAbort } from '../../src/time/cancellation.ts';
import { FakeClock } from '../../src/time/fake-clock.ts';
import { CORRECTNESS, FAITHFULNESS, sampleAnswer } from './sample-answer.ts';

const SETTINGS: JudgeSettings = {
  target: {
    name: 'judge',
    kind: 'bedrock-converse',
    model: 'judge-model',
    stream: false,
    timeout: 10_000,
    perRequest: 0,
    fixedCosts: [],
  },
  criteria: [CORRECTNESS, FAITHFULNESS],
  sample: 10,
  concurrency: 2,
};

const BOTH = JSON.stringify({
  correctness: { reason: 'half of it', level: 1 },
  faithfulness: { reason: 'made up', level: 0 },
});

type Script = Partial<Reply> | ((query: Query, call: Call) => Promise<Partial<Reply>>);

/** An in-process judge that replies from a script in order, and then repeats its last line. */
function scripted(...script: readonly Script[]) {
  const asked: Query[] = [];
  const target: Target = {
    name: 'judge',
    async ask(query, call) {
      const line = script[Math.min(asked.length, script.length - 1)] ?? {};
      asked.push(query);
      return {
        outcome: 'ok',
        stamps: {},
        end: call.clock.now(),
        chunks: 1,
        readsShared: 0,
        chunkGaps: [],
        answer: BOTH,
        tokens: { input: 900, output: 100, source: 'reported' },
        ...(typeof line === 'function' ? await line(query, call) : line),
      };
    },
    close: () => Promise.resolve(),
  };
  return { target, asked };
}

const ABSENT = { tokens: { source: 'unknown' }, answer: '' } as const;

function run(answers: readonly Answer[], target: Target, options: Partial<JudgeOptions> = {}) {
  const clock = new FakeClock();
  return clock.runUntil(
    judge(answers, {
      settings: SETTINGS,
      target,
      clock,
      random: createRandom(1, 'judge'),
      signal: new AbortController().signal,
      ...options,
    }),
  );
}

const summary = (scores: readonly Score[]) =>
  scores.map((score) => (score.outcome === 'judge_error' ? score.error : score.outcome));

describe('judge that the model table says takes no temperature', () => {
  it('a judge whose model refuses temperature is called without it from the first', async () => {
    const { target, asked } = scripted({});
    const own = { ...SETTINGS.target, model: 'us.anthropic.claude-opus-4-7' } as const;
    const refused = new Set<Omissible>();
    await judge([sampleAnswer()], {
      settings: { ...SETTINGS, target: own },
      target,
      clock: new FakeClock(),
      random: createRandom(1, 'judge'),
      signal: new AbortController().signal,
      refused,
    });
    expect(asked).toHaveLength(1);
    expect(asked[0]).not.toHaveProperty('temperature');
    expect([...refused]).toEqual(['temperature']);
  });
});

describe('judge', () => {
  it('judge scores every criterion of an answer from one call', async () => {
    const { target, asked } = scripted({});
    const key = { scenario: 'steady', index: 7, target: 'haiku', queryId: 'q1', tenant: 'acme' };
    expect(await run([sampleAnswer({ index: 7, tenant: 'acme' })], target)).toEqual([
      {
        ...key,
        criterion: 'correctness',
        outcome: 'scored',
        value: 0.5,
        pass: true,
        reason: 'half of it',
      },
      {
        ...key,
        criterion: 'faithfulness',
        outcome: 'scored',
        value: 0,
        pass: false,
        reason: 'made up',
      },
    ]);
    expect(asked).toHaveLength(1);
  });

  it('judge does not judge a criterion with missing material, nor send it', async () => {
    const { target, asked } = scripted({});
    const scores = await run([sampleAnswer({ context: [] })], target);
    expect(summary(scores)).toEqual(['scored', 'not_judged']);
    expect(scores[1]).toMatchObject({
      why: 'faithfulness needs passages, and this query has none.',
    });
    expect(asked[0]?.output?.schema).toMatchObject({ required: ['correctness'] });
  });

  it.each(['', ' \n\t'])(
    'judge gives an empty answer (%j) the lowest level without a call',
    async (answer) => {
      const { target, asked } = scripted({});
      const scores = await run([sampleAnswer({ answer })], target);
      expect(scores).toMatchObject([
        { criterion: 'correctness', outcome: 'scored', value: 0, pass: false, empty: true },
        { criterion: 'faithfulness', outcome: 'scored', value: 0, pass: false, empty: true },
      ]);
      expect(scores[0]).toMatchObject({ reason: expect.stringContaining('empty') });
      expect(asked).toEqual([]);
    },
  );

  it('judge gives an empty answer what a criterion states, or calls the judge where it says so', async () => {
    const { target, asked } = scripted({});
    const criteria = [
      { ...CORRECTNESS, empty: 2 },
      { ...FAITHFULNESS, empty: 'judge' as const },
    ];
    const settings = { ...SETTINGS, criteria };
    const scores = await run([sampleAnswer({ answer: '' })], target, { settings });
    expect(scores).toMatchObject([
      { value: 1, pass: true, empty: true },
      { value: 0, reason: 'made up' },
    ]);
    expect(scores[1]).not.toHaveProperty('empty');
    expect(asked.map(({ output }) => output?.schema['required'])).toEqual([['faithfulness']]);
  });

  it('judge does not treat an unreadable answer as empty', async () => {
    const { target, asked } = scripted({});
    const scores = await run([sampleAnswer({ answer: '', unread: 1 })], target);
    expect(summary(scores)).toEqual(['not_judged', 'not_judged']);
    expect(scores[0]).toMatchObject({ why: expect.stringContaining('could not be read') });
    expect(asked).toEqual([]);
  });

  it('judge makes no call where nothing can be judged', async () => {
    const { target, asked } = scripted({});
    const scores = await run([sampleAnswer({ context: [], reference: ' ' })], target);
    expect(summary(scores)).toEqual(['not_judged', 'not_judged']);
    expect(asked).toEqual([]);
  });

  it.each<{ name: string; reply: Partial<Reply>; error: string }>([
    {
      name: 'prose',
      reply: { answer: 'Looks fine to me.' },
      error: 'not_json: the judge replied "Looks fine to me."',
    },
    {
      name: 'a refusal, even one that comes with levels',
      reply: { stopReason: 'refusal' },
      error: 'refusal: the judge would not grade this answer (refusal)',
    },
    {
      name: 'a reply cut short',
      reply: { answer: '{"correctness":{"rea', stopReason: 'max_tokens' },
      error: "truncated: the judge's reply was cut (max_tokens)",
    },
    {
      name: 'a call refused',
      reply: {
        ...ABSENT,
        outcome: 'refused_request',
        error: { name: 'ValidationException', message: 'toolConfig is not supported' },
      },
      error: 'refused_request: ValidationException: toolConfig is not supported',
    },
    {
      name: 'a quota spent',
      reply: { ...ABSENT, outcome: 'quota_exhausted' },
      error: 'quota_exhausted: no further word',
    },
  ])('judge reports $name as a judge error, not as a bad answer', async ({ reply, error }) => {
    const { target, asked } = scripted(reply);
    expect(summary(await run([sampleAnswer()], target))).toEqual([error, error]);
    expect(asked).toHaveLength(1);
  });

  it('judge keeps a complete reply that ended at its token limit', async () => {
    const { target } = scripted({ stopReason: 'max_tokens' });
    expect(summary(await run([sampleAnswer()], target))).toEqual(['scored', 'scored']);
  });

  it('judge retries a busy judge, and gives up after the third time', async () => {
    const throttled: Script = { ...ABSENT, outcome: 'throttled' };
    const patient = scripted(throttled, throttled, {});
    expect(summary(await run([sampleAnswer()], patient.target))).toEqual(['scored', 'scored']);
    const busy = scripted(throttled);
    const error = 'throttled: no further word';
    expect(summary(await run([sampleAnswer()], busy.target))).toEqual([error, error]);
    expect(busy.asked).toHaveLength(3);
  });

  it('judge ends an attempt at the time limit of the judging target', async () => {
    const hung = (_: Query, { signal, clock }: Call) =>
      new Promise<Partial<Reply>>((resolve) => {
        onAbort(signal, (reason) => {
          const late = { name: String(reason), message: `at ${clock.now()} ms` };
          resolve({ ...ABSENT, outcome: 'timeout', error: late });
        });
      });
    const { target } = scripted(hung, { ...ABSENT, outcome: 'refused_request' });
    const [score] = await run([sampleAnswer()], target);
    expect(score).toMatchObject({ error: 'refused_request: no further word' });
    const once = scripted(hung, hung, hung);
    const [late] = await run([sampleAnswer()], once.target);
    expect(late).toMatchObject({ error: expect.stringMatching(/^timeout: timeout: at 3\d{4}/) });
  });

  it('judge splits what its calls cost over the criteria, failed attempts that brought tokens included', async () => {
    const price = ({ tokens: { input = 0, output = 0 } }: Reply) => (input + output) / 1000;
    const cut: Script = {
      outcome: 'incomplete',
      tokens: { input: 900, output: 20, source: 'reported' },
    };
    const { target } = scripted({ ...ABSENT, outcome: 'throttled' }, cut, {});
    const scores = await run([sampleAnswer()], target, { price });
    expect(scores.map((score) => score.costUsd)).toEqual([0.96, 0.96]);
  });

  it('judge omits a cost where a price or a token count is missing', async () => {
    const unpriced = await run([sampleAnswer()], scripted({}).target, { price: () => undefined });
    const undefinedPrice = await run([sampleAnswer()], scripted({}).target);
    for (const score of [...unpriced, ...undefinedPrice])
      expect(score).not.toHaveProperty('costUsd');
  });

  it('judge respects its concurrency, reports scores as they come and returns them in order', async () => {
    let running = 0;
    let most = 0;
    const slow = async (query: Query, { clock }: Call) => {
      running++;
      most = Math.max(most, running);
      await clock.sleepUntil(clock.now() + (query.id === 'q0' ? 500 : 10));
      running--;
      return {};
    };
    const answers = Array.from({ length: 6 }, (_, index) =>
      sampleAnswer({ index, queryId: `q${index}` }),
    );
    const reported: number[] = [];
    const scores = await run(answers, scripted(slow).target, {
      onScore: (score) => reported.push(score.index),
    });
    expect(most).toBe(2);
    expect(scores.map((score) => score.index)).toEqual([0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5]);
    expect(reported.slice(-2)).toEqual([0, 0]);
  });

  it('judge leaves the rest unjudged once it is stopped, without errors', async () => {
    const stop = new AbortController();
    const interrupted = async () => {
      stop.abort();
      return { ...ABSENT, outcome: 'interrupted' as const };
    };
    const { target, asked } = scripted({}, interrupted);
    const settings = { ...SETTINGS, concurrency: 1 };
    const answers = [0, 1, 2].map((index) => sampleAnswer({ index }));
    const price = ({ outcome }: Reply) => (outcome === 'ok' ? 0.5 : undefined);
    const scores = await run(answers, target, { settings, signal: stop.signal, price });
    expect(summary(scores)).toEqual([
      'scored',
      'scored',
      'not_judged',
      'not_judged',
      'not_judged',
      'not_judged',
    ]);
    expect(asked).toHaveLength(2);
    // The cancelled call may be billed, so the judge's cost is unknown; the third was never sent.
    expect(scores.map((score) => 'asked' in score)).toEqual([
      false,
      false,
      true,
      true,
      false,
      false,
    ]);
    expect(judgeCost(scores)).toBe('unknown');
    expect(judgeCost(scores.filter((score) => !('asked' in score)))).toBe(0.5);
    expect(judgeCost(scores.slice(2))).toBe('unknown');
  });

  it('judge sends no further answer once the run ends, and awaits calls in flight', async () => {
    const stop = new StopController();
    const ending = async () => {
      stop.drain('signal');
      return {};
    };
    const { target, asked } = scripted(ending, {});
    const settings = { ...SETTINGS, concurrency: 1 };
    const answers = [0, 1].map((index) => sampleAnswer({ index }));
    const { aborting: signal } = stop;
    const scores = await run(answers, target, { settings, signal, ending: stop.draining });
    expect(summary(scores)).toEqual(['scored', 'scored', 'not_judged', 'not_judged']);
    expect(asked).toHaveLength(1);
    expect(judgeCost(scores.slice(2))).toBe(0);
  });

  it('judge judges nothing that the spend cap does not allow, and reports no judge error for it', async () => {
    const settled: string[] = [];
    let left = 2;
    const afford = async () => {
      if (left-- <= 0) return undefined;
      return {
        resend: () => true,
        settle: ({ outcome }: Reply) => settled.push(outcome),
        forfeit: () => undefined,
      };
    };
    const { target, asked } = scripted({ ...ABSENT, outcome: 'throttled' }, {});
    const settings = { ...SETTINGS, concurrency: 1 };
    const answers = [0, 1, 2].map((index) => sampleAnswer({ index }));
    const scores = await run(answers, target, { settings, afford });
    expect(summary(scores)).toEqual(['scored', 'scored', ...Array(4).fill('not_judged')]);
    expect(scores.at(-1)).toMatchObject({
      why: 'The spend cap (budget.run) had no room left to judge this answer.',
    });
    expect(asked).toHaveLength(2);
    expect(settled).toEqual(['throttled', 'ok']);
  });

  it('judge keeps the failure of a call that the spend cap did not allow to repeat', async () => {
    let left = 1;
    const afford = async () => {
      if (left-- <= 0) return undefined;
      return { resend: () => true, settle: () => undefined, forfeit: () => undefined };
    };
    const { target } = scripted({ ...ABSENT, outcome: 'throttled' });
    expect(summary(await run([sampleAnswer()], target, { afford }))).toEqual([
      'throttled: no further word',
      'throttled: no further word',
    ]);
  });

  it('judge rejects with a Problem of the target and makes no further call', async () => {
    const { target, asked } = scripted(() =>
      Promise.reject(new Problem('There are no credentials.')),
    );
    const answers = Array.from({ length: 20 }, (_, index) => sampleAnswer({ index }));
    await expect(run(answers, target)).rejects.toThrow('There are no credentials.');
    await new Promise((resolve) => setImmediate(resolve));
    expect(asked.length).toBeLessThanOrEqual(4);
  });
});

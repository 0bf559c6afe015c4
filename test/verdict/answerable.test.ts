import { describe, expect, it } from 'vitest';
import type { Query } from '../../src/dataset/query/query.ts';
import { resolveScenario } from '../../src/scenario/resolve.ts';
import { scenarioSchema } from '../../src/scenario/scenario-schema.ts';
import { unanswerable } from '../../src/verdict/answerable.ts';
import { parseThreshold } from '../../src/verdict/threshold.ts';

const JUDGE = { target: { kind: 'bedrock-converse', model: 'j' }, criteria: ['faithfulness'] };

function scenarioOf(more: object = {}) {
  const model = { kind: 'bedrock-converse', model: 'm' };
  const route = { kind: 'route', by: 'fallback', parts: { fast: model, sure: model } };
  const load = (target: string, tags = {}) => ({
    executor: 'shared-iterations',
    vus: 1,
    iterations: 1,
    target,
    tags,
  });
  const parsed = scenarioSchema.parse({
    targets: { plain: model, both: route, idle: model },
    scenarios: { morning: load('plain', { shift: 'early' }), evening: load('both') },
    dataset: 'q.csv',
    tags: { team: 'support' },
    ...more,
  });
  return resolveScenario(parsed, '/s.yaml');
}

function row(tenant: string, level: string, reference?: string): Query {
  return {
    id: tenant,
    messages: [],
    maxTokens: 1,
    context: [],
    tags: { level },
    tenant,
    row: {},
    ...(reference === undefined ? {} : { reference }),
  };
}

const ROWS = [row('acme', 'easy', 'yes'), row('globex', 'hard', 'yes')];

function complaint(metric: string, scenario = scenarioOf(), rows: readonly Query[] | null = ROWS) {
  const aggregate = /^(cost_per)/.test(metric) ? 'value<1' : 'rate<0.5';
  const expression = /^(latency|ttft|quality(?!_)|cold)/.test(metric) ? 'avg<1' : aggregate;
  const spec = { metric, expression, abortOnFail: false, delayAbortEval: 0 };
  return unanswerable(parseThreshold(spec), scenario, rows ?? undefined);
}

describe('a threshold can have data', () => {
  it.each([
    'latency',
    'latency{target:plain}',
    'latency{tenant:acme}',
    'latency{tenant:acme,level:easy}',
    'latency{team:support}',
    'latency{shift:early}',
    'latency{scenario:evening,route:sure}',
    'failed{outcome:throttled}',
    'latency{stop_reason:length}',
    'latency{phase:measured}',
    'latency{token_source:estimated}',
    'cost_per_1k{target:plain}',
    'good',
  ])('where something can carry all its tags: %s', (metric) => {
    expect(complaint(metric)).toBeUndefined();
  });

  it('where there is a judge, a demand, conversations or a replay of rows', () => {
    expect(complaint('quality', scenarioOf({ judge: JUDGE }))).toBeUndefined();
    const judged = scenarioOf({ judge: JUDGE });
    expect(complaint('quality_pass{criterion:faithfulness,tenant:acme}', judged)).toBeUndefined();
    expect(complaint('cost_per_month', scenarioOf({ demand: '1/s' }))).toBeUndefined();
    const talks = scenarioOf({ dataset: { file: 'q.csv', sessions: {} } });
    expect(complaint('latency{turn:2}', talks)).toBeUndefined();
  });

  it('as far as is known where the dataset could not be read', () => {
    expect(complaint('latency{tenant:nobody}', scenarioOf(), null)).toBeUndefined();
    expect(complaint('latency{target:nobody}', scenarioOf(), null)).toBeDefined();
  });
});

describe('a threshold can never have data', () => {
  it.each([
    ['quality', 'the scenario has no judge', 'Add a judge'],
    ['quality_pass', 'the scenario has no judge', 'Add a judge'],
    ['cost_per_month', 'no demand', 'Add demand'],
    ['latency{tenant:acmee}', 'the tag "tenant" the value "acmee"', 'Did you mean "acme"?'],
    ['latency{tennant:acme}', 'a tag "tennant"', 'Did you mean "tenant"?'],
    ['latency{target:idle}', 'the tag "target" the value "idle"', 'There is plain, both.'],
    ['latency{scenario:night}', 'the tag "scenario" the value "night"', 'There is morning'],
    ['latency{route:slow}', 'the tag "route" the value "slow"', 'There is fast, sure.'],
    ['failed{outcome:throtled}', 'the value "throtled"', 'Did you mean "throttled"?'],
    ['latency{phase:warmup}', 'the value "warmup"', 'There is measured.'],
    ['latency{turn:2}', 'a tag "turn"', 'There is'],
    ['good{criterion:faithfulness}', 'a tag "criterion"', 'There is'],
    ['latency{target:plain,scenario:evening}', 'all of its tags at once', 'fewer'],
    ['latency{tenant:acme,level:hard}', 'all of its tags at once', 'fewer'],
    ['cost_per_1k{tenant:acme}', 'one figure of a target', 'Leave "tenant" out.'],
  ])('where nothing makes it: %s', (metric, message, remedy) => {
    expect(complaint(metric)?.message).toContain(message);
    expect(complaint(metric)?.remedy).toContain(remedy);
  });

  it('where the judge has no such criterion, or every row lacks what its criteria need', () => {
    const judged = scenarioOf({ judge: JUDGE });
    expect(complaint('quality{criterion:faithfullness}', judged)?.remedy).toBe(
      'Did you mean "faithfulness"?',
    );
    const strict = scenarioOf({ judge: { ...JUDGE, criteria: ['correctness'] } });
    expect(complaint('quality', strict)).toBeUndefined();
    expect(complaint('quality', strict, [row('acme', 'easy')])?.message).toContain(
      'need a reference',
    );
  });
});

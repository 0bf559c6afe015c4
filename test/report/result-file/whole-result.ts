import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseResult } from '../../../src/report/result-file/result-file.ts';
import type { RunResult, TargetResult } from '../../../src/report/result/result.ts';

const EXAMPLE = resolve(import.meta.dirname, '../../../reports/example/result.json');

/** The example's own run with every member that a result may have, and of each list the first. */
export function wholeResult(): RunResult {
  const example = parseResult(readFileSync(EXAMPLE, 'utf8'));
  const [first] = example.targets;
  if (first === undefined || example.client === undefined || example.judge === undefined) {
    throw new Error('The example has no target, no client or no judge.');
  }
  const answerers = [{ address: 'https://a.example', by: 'service', proxy: 'p:1' }] as const;
  const target: TargetResult = {
    ...first,
    metrics: someOf(first.metrics),
    answerers,
    steadiness: {
      autocorrelation: 0.3,
      batches: 20,
      effective: 50,
      tied: true,
      beginning: { until: 1000, answers: 20, mean: 900, restMean: 500, settled: true },
    },
    openCounts: {
      counted: 3,
      disputed: 2,
      example: {
        input: 10,
        output: 20,
        cacheRead: 1,
        cacheWrite: 1,
        cacheWriteLong: 1,
        reasoning: 2,
        disputedTotal: 40,
        source: 'reported',
      },
      streamed: 4,
      paceless: 1,
    },
    answers: {
      answers: 100,
      empty: 2,
      emptyCounted: 1,
      cut: 1,
      withheld: 1,
      unread: 1,
      unknownEnds: [{ reason: 'odd', count: 2 }],
    },
    coldStart: { duration: 4000, refused: 3, name: 'ModelNotReadyException' },
    retries: {
      arrivals: 100,
      retried: 10,
      rescued: 5,
      amplification: { requests: 1.1, time: 1.2, tokens: 1.1, cost: 1.3 },
    },
    leakSearch: {
      canaries: 4,
      tenants: 4,
      searched: 100,
      leaks: 1,
      ownersAnswers: 50,
      ownersShown: 20,
    },
    cost: {
      ...first.cost,
      runAtLeast: 1,
      per1kAtLeast: 1,
      variablePer1kAtLeast: 1,
      perMonth: 100,
      perMonthAtLeast: 1,
      perMonthInterval: { low: 90, high: 110 },
      fixed: [{ name: 'gateway', perMonth: 10 }],
      missing: ['no price'],
      doubts: ['an old price'],
    },
    errors: [
      {
        outcome: 'throttled',
        name: 'ThrottlingException',
        message: 'Too many requests.',
        count: 3,
        firstAt: 10,
        remedy: 'Ask for less.',
      },
    ],
    thresholds: first.thresholds.map((each) => ({
      ...each,
      observed: 1,
      unknown: true,
      atLeast: true,
      interval: { low: 0, high: 2 },
      bounds: { low: 0, high: 2 },
    })),
  };
  const account = {
    asked: 10,
    scored: 8,
    called: 9,
    failed: 1,
    ungraded: 1,
    empty: 1,
    errors: [{ kind: 'timeout', count: 1, first: 'No answer.' }],
    notJudged: [{ why: 'no reference', count: 1 }],
    constant: [{ criterion: 'correctness', value: 1, count: 10 }],
  };
  return shortened({
    ...example,
    stopped: 'budget',
    targets: [{ ...target, quality: { ...target.quality, account } }],
    judge: {
      ...example.judge,
      answerers,
      account,
      omitted: ['temperature'],
      costAtLeastUsd: 1,
      costAtMostUsd: 2,
      missing: ['no price'],
    },
    client: {
      ...example.client,
      workers: { asked: 2, used: 1, processors: 2 },
      heldBack: { waited: 1, dropped: 1, unrepeated: 1 },
      slotWait: { loads: ['peak'], share: 0.1, p50: 1, p95: 2 },
      openedByDesign: 3,
      loads: [
        {
          name: 'peak',
          law: { inFlight: 4, rate: 1, residence: 3000, gap: 0.25, chance: 0.1 },
        },
      ],
      unreached: [{ target: first.name, barrier: 'sockets', name: 'EMFILE', count: 2, of: 10 }],
      thin: [{ label: 'latency p95', n: 3, floor: 60 }],
    },
    spentAtLeast: 1,
    spentAtMost: 2,
    rented: [
      {
        endpoint: 'support',
        machines: [{ type: 'ml.g5.2xlarge', count: 1 }],
        perHour: 1.5,
        idle: true,
        unseen: 'AWS did not tell.',
        unseenRemedy: 'Ask it.',
      },
    ],
    dataset: {
      ...example.dataset,
      notes: [{ message: 'A row is odd.', level: 'warning', remedy: 'Mend it.' }],
    },
    environment: {
      ...example.environment,
      workers: 2,
      calibration: [
        {
          protocol: 'sse',
          calibratedAt: '2026-11-21T10:00:00.000Z',
          streams: 100,
          tokensPerSecond: 50,
          elu: 0.3,
          validity: 'valid',
          runElu: 0.2,
          ttftMs: { p50: 0.1, p99: 2 },
          chunkGapMs: { p50: 0.1, p99: 2 },
          latencyMs: { p50: 0.1, p99: 2 },
        },
      ],
    },
    flags: ['--endpoint', 'emulator'],
    scenario: {
      file: 'scenarios/own.ts',
      targets: {
        [first.name]: {
          kind: 'bedrock-converse',
          price: 'm',
          serviceTier: 'flex',
          headers: { accept: '*/*' },
          request: { service_tier: 'flex' },
          performanceConfig: { latency: 'optimized' },
        },
      },
      prompt: { maxTokens: 100 },
      burndown: { m: 5 },
      prices: [
        {
          id: 'm',
          input: 1,
          output: 2,
          cacheRead: 1,
          beyond: { input: 2, output: 3 },
          tiers: { flex: 0.5 },
          upToInputTokens: 1000,
          regions: ['us-east-1'],
          source: 'mine',
          asOf: '2026-01-01',
        },
      ],
    },
  });
}

/** One metric of each type, and those that a plan reads. */
function someOf(metrics: TargetResult['metrics']): TargetResult['metrics'] {
  const names = new Set(['latency', 'failed', 'iterations', 'input_tokens', 'output_tokens']);
  const gauge = { type: 'gauge', n: 1, value: 2 } as const;
  const kept = Object.fromEntries(Object.entries(metrics).filter(([name]) => names.has(name)));
  return { ...kept, cost_per_month: gauge };
}

/** Of a list the first is like the others. */
function shortened(result: RunResult): RunResult {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- lists of a result may be shorter
  return JSON.parse(
    JSON.stringify(result, (_, value: unknown) =>
      Array.isArray(value) ? value.slice(0, 1) : value,
    ),
  ) as RunResult;
}

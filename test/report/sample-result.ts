import type { QualityResult, QualityShare } from '../../src/judge/quality.ts';
import type { TrendSummary } from '../../src/metrics/aggregates/summary.ts';
import type { Bucket } from '../../src/metrics/series.ts';
import type { CurvePoint, RunResult, TargetResult } from '../../src/report/result/result.ts';
import type { Interval } from '../../src/statistics/interval.ts';
import type { ThresholdResult } from '../../src/verdict/threshold-result.ts';
import { termsOfText } from '../verdict/terms-of.ts';

/** What a model must never get to do to a report: every row of the battery sits in some answer or name. */
export const HOSTILE = [
  `<script>document.title='pwned'</script>`,
  `<img src=x onerror="document.title='pwned'">`,
  `<svg onload="document.title='pwned'"><desc></svg>`,
  `</pre></style></title><iframe srcdoc="<script>parent.document.title='pwned'</script>">`,
  `"><a href="javascript:document.title='pwned'">click</a>`,
  `'); document.title='pwned'; ('`,
  `{{constructor.constructor("document.title='pwned'")()}}`,
  `![x](https://evil.example/pixel.png) [link](javascript:alert(1)) @everyone #1 | cell`,
  `]]> <!-- --> &lt;b&gt; &#x3c;`,
  `\u001B[31mred\u001B[0m \u001B]0;title\u0007 \u202Eright to left\u202C \u0000 \uFFFE`,
  `::error title=pwned::line`,
].join('\n');

/** A realistic run of four targets: one passes, one misses, one is not sure, one has an unknown cost. */
export const sampleResult: RunResult = {
  schema: 'proofload.result/1',
  id: '20261122-021000-customer-support-1f3c',
  name: 'customer-support',
  description: 'Four ways to answer support questions, at the load of a Monday morning.',
  startedAt: '2026-11-22T02:10:00.000Z',
  durationMs: 600_000,
  endpoint: 'emulator',
  emulated: true,
  verdict: 'pass',
  headline: 'haiku meets all 5 objectives at $1,240 a month, the only one of 4 targets that does.',
  reasons: [
    '95 % of answers of haiku come within 2.83 s; the objective is 3 s.',
    'llama misses latency p95 (4.62 s against 3 s) and throttled (6.4 % against 1 %).',
    'nova is too close to call on quality (0.791 against 0.8).',
    'The cost of partner-api is unknown, because no price was given for "gateway-large".',
  ],
  chosen: 'haiku',
  validity: 'valid',
  validityReasons: [
    'Requests left on time (lateness p99 1.9 ms).',
    'The client was idle enough (event loop 21 % busy).',
  ],
  targets: [haiku(), nova(), llama(), partner()],
  demand: { queriesPerDay: 50_000, profile: 'campus' },
  budget: { run: 25, month: 5000 },
  judge: {
    model: 'us.anthropic.claude-haiku-4-5-20251001-v1:0',
    standIn: true,
    judged: 800,
    costUsd: 0.42,
  },
  spent: 'unknown',
  spentAtLeast: 7.76,
  dataset: {
    file: 'datasets/customer-support.jsonl',
    sha256: '4f1c9a0e6a2d7b58c3f4e1d09b8a7c6655443322110ffeeddccbbaa998877665',
    rows: 240,
    skippedRows: 0,
  },
  environment: {
    proofload: '0.1.0',
    node: '20.20.2',
    sdk: { 'client-bedrock-runtime': '3.1164.0', 'client-sagemaker-runtime': '3.1164.0' },
    platform: 'linux x64',
    cpus: 2,
    seed: 42,
    calibration: [
      {
        protocol: 'converse-stream',
        calibratedAt: '2026-11-21T10:00:00.000Z',
        streams: 100,
        tokensPerSecond: 50,
        elu: 0.31,
        validity: 'valid',
        runElu: 0.22,
        ttftMs: { p50: 0.0871, p99: 2.31 },
        chunkGapMs: { p50: 0.044, p99: 2.8 },
        latencyMs: { p50: 0.246, p99: 1.96 },
      },
      {
        protocol: 'sse',
        calibratedAt: '2026-11-21T10:00:00.000Z',
        streams: 100,
        tokensPerSecond: 50,
        elu: 0.18,
        validity: 'valid',
        runElu: 0.22,
      },
    ],
  },
  scenario: {
    name: 'customer-support',
    file: 'scenarios/customer-support.ts',
    seed: 42,
    choose: 'cheapest',
    loads: { monday: { executor: 'constant-arrival-rate', rate: 10, timeUnit: 1000 } },
    prompt: { system: 'Answer from the passages only.', maxTokens: 300 },
  },
};

function haiku(): TargetResult {
  return {
    name: 'haiku',
    kind: 'bedrock-converse',
    model: 'anthropic.claude-3-haiku-20240307-v1:0',
    verdict: 'pass',
    thresholds: [
      threshold('haiku', 'latency', 'p(95)<3000', 'pass', 2834, 3000, 5988, [2790, 2871]),
      threshold('haiku', 'ttft', 'p(95)<1000', 'pass', 706, 1000, 5988, [690, 724]),
      threshold('haiku', 'throttled', 'rate<0.01', 'pass', 0.0012, 0.01, 6000, [0.0006, 0.0024]),
      threshold('haiku', 'cost_per_month', 'value<5000', 'pass', 1240.4, 5000, 5988, [1221, 1260]),
      threshold('haiku', 'quality_pass', 'rate>0.8', 'pass', 0.861, 0.8, 200, [0.826, 0.892]),
    ],
    metrics: {
      latency: trend(5988, [1540, 2410, 2834, 3620], [2790, 2871]),
      ttft: trend(5988, [420, 610, 706, 980], [690, 724]),
      failed: {
        type: 'rate',
        n: 6000,
        count: 12,
        rate: 0.002,
        interval: { low: 0.0011, high: 0.0035 },
      },
      throttled: {
        type: 'rate',
        n: 6000,
        count: 7,
        rate: 0.0012,
        interval: { low: 0.0006, high: 0.0024 },
      },
      tenant_leaks: { type: 'counter', n: 5988, count: 0, rate: 0 },
      input_tokens: trend(5988, [640, 900, 980, 1120], [970, 990]),
      output_tokens: trend(5988, [120, 190, 214, 280], [210, 219]),
    },
    cost: {
      run: 4.88,
      per1k: 0.8155,
      per1kInterval: { low: 0.803, high: 0.828 },
      variablePer1k: 0.8155,
      variablePer1kInterval: { low: 0.803, high: 0.828 },
      perMonth: 1240.4,
      perMonthInterval: { low: 1221, high: 1260 },
      fixed: [],
      prices: [
        {
          id: 'anthropic.claude-3-haiku-20240307-v1:0',
          source: 'AWS price list',
          asOf: '2026-11-01',
        },
      ],
      missing: [],
      doubts: [],
    },
    quality: quality(0.861, [0.826, 0.892], 200, 3),
    outcomes: { ok: 5988, throttled: 7, timeout: 4, incomplete: 1 },
    errors: [
      {
        outcome: 'throttled',
        name: 'ThrottlingException',
        message: 'Too many requests, please wait before trying again.',
        count: 7,
        firstAt: 312_400,
        remedy: 'Ask for a higher requests-per-minute quota, or spread the load.',
      },
      {
        outcome: 'timeout',
        name: 'TimeoutError',
        message: 'No answer within 30 s.',
        count: 4,
        firstAt: 401_000,
        remedy: 'Lower maxTokens, or allow a longer timeout.',
      },
    ],
    series: series(100, 1540, 2834, 0.002),
    curves: { latency: curve(300, 1540, 0.36), ttft: curve(180, 420, 0.3) },
    slowest: [
      {
        queryId: 'bank-017',
        tenant: 'bank',
        due: 401_200,
        latency: 8123,
        ttft: 1204,
        outputTokens: 300,
        outcome: 'ok',
      },
      {
        queryId: 'grocer-044',
        tenant: 'grocer',
        due: 402_900,
        latency: 7710,
        ttft: 990,
        outputTokens: 298,
        outcome: 'ok',
      },
    ],
    worst: [
      {
        queryId: 'grocer-012',
        tenant: 'grocer',
        question: 'How long do refunds take?',
        answer: 'Refunds take five to seven days.',
        reference:
          'Refunds are issued within 14 days; a card shows them five to seven days after that.',
        scores: [
          { criterion: 'faithful', value: 0.5, reason: 'Leaves out the 14 days.' },
          {
            criterion: 'helpful',
            value: 0.25,
            reason: 'The customer would expect the money too early.',
          },
        ],
      },
    ],
  };
}

function nova(): TargetResult {
  return {
    name: 'nova',
    kind: 'bedrock-converse',
    model: 'amazon.nova-lite-v1:0',
    verdict: 'inconclusive',
    thresholds: [
      threshold('nova', 'latency', 'p(95)<3000', 'pass', 1710, 3000, 5996, [1688, 1733]),
      threshold(
        'nova',
        'ttft{tenant:bank}',
        'p(99)<1000',
        'inconclusive',
        910,
        1000,
        180,
        undefined,
        'p99 needs 299 samples and has 180; send 119 more.',
      ),
      threshold('nova', 'throttled', 'rate<0.01', 'pass', 0, 0.01, 6000, [0, 0.0006]),
      threshold('nova', 'cost_per_month', 'value<5000', 'pass', 214.9, 5000, 5996, [211, 219]),
      threshold(
        'nova',
        'quality{criterion:helpful}',
        'avg>0.8',
        'inconclusive',
        0.791,
        0.8,
        200,
        [0.751, 0.83],
        '0.791 is too close to 0.8; score about 900 more answers.',
      ),
    ],
    metrics: {
      latency: trend(180, [980, 1490, 1710, 2200], [1688, 1733], ['p99']),
      ttft: trend(180, [330, 470, 540, 910], [531, 552], ['p99']),
      failed: {
        type: 'rate',
        n: 6000,
        count: 4,
        rate: 0.0007,
        interval: { low: 0.0003, high: 0.0017 },
      },
      throttled: { type: 'rate', n: 6000, count: 0, rate: 0, interval: { low: 0, high: 0.0006 } },
      tenant_leaks: { type: 'counter', n: 5996, count: 0, rate: 0 },
    },
    cost: {
      run: 0.85,
      per1k: 0.1413,
      per1kInterval: { low: 0.139, high: 0.144 },
      variablePer1k: 0.1413,
      variablePer1kInterval: { low: 0.139, high: 0.144 },
      perMonth: 214.9,
      perMonthInterval: { low: 211, high: 219 },
      fixed: [],
      prices: [{ id: 'amazon.nova-lite-v1:0', source: 'AWS price list', asOf: '2026-11-01' }],
      missing: [],
      doubts: [],
    },
    quality: quality(0.791, [0.751, 0.83], 200, 0),
    outcomes: { ok: 5996, server_error: 4 },
    errors: [
      {
        outcome: 'server_error',
        name: 'InternalServerException',
        message: 'The system encountered an unexpected error.',
        count: 4,
        firstAt: 55_000,
        remedy: 'Retry with back-off; report it to AWS if it lasts.',
      },
    ],
    series: series(100, 980, 1710, 0.0007),
    curves: { latency: curve(240, 980, 0.32), ttft: curve(150, 330, 0.28) },
    slowest: [
      {
        queryId: 'bank-017',
        tenant: 'bank',
        due: 55_900,
        latency: 4010,
        ttft: 702,
        outputTokens: 290,
        outcome: 'ok',
      },
    ],
    worst: [],
  };
}

function llama(): TargetResult {
  return {
    name: 'llama',
    kind: 'sagemaker',
    model: 'llama-3-1-8b-support',
    verdict: 'fail',
    thresholds: [
      threshold(
        'llama',
        'latency',
        'p(95)<3000',
        'fail',
        4620,
        3000,
        5602,
        [4540, 4710],
        'latency p95 is 4.62 s (4.54 s to 4.71 s); the objective is under 3 s.',
      ),
      threshold(
        'llama',
        'ttft',
        'p(95)<1000',
        'fail',
        1480,
        1000,
        5602,
        [1440, 1530],
        'ttft p95 is 1.48 s; the objective is under 1 s.',
      ),
      threshold(
        'llama',
        'throttled',
        'rate<0.01',
        'fail',
        0.064,
        0.01,
        6000,
        [0.058, 0.0705],
        '6.4 % were throttled; the objective is under 1 %.',
      ),
      threshold(
        'llama',
        'cost_per_month',
        'value<5000',
        'fail',
        6211,
        5000,
        5602,
        undefined,
        '$6,211 a month; the objective is under $5,000.',
      ),
      threshold(
        'llama',
        'quality_pass',
        'rate>0.8',
        'no-data',
        undefined,
        0.8,
        0,
        undefined,
        'No answer was scored: the judge failed on all 200.',
      ),
    ],
    metrics: {
      latency: trend(5602, [2210, 3900, 4620, 7100], [4540, 4710]),
      ttft: trend(5602, [640, 1240, 1480, 2300], [1440, 1530]),
      failed: {
        type: 'rate',
        n: 6000,
        count: 398,
        rate: 0.0663,
        interval: { low: 0.0603, high: 0.0729 },
      },
      throttled: {
        type: 'rate',
        n: 6000,
        count: 384,
        rate: 0.064,
        interval: { low: 0.058, high: 0.0705 },
      },
      tenant_leaks: { type: 'counter', n: 5602, count: 3, rate: 0.005 },
    },
    cost: {
      run: 1.72,
      per1k: 4.084,
      variablePer1k: 0,
      perMonth: 6211,
      fixed: [
        { name: '2 × ml.g6.12xlarge', perMonth: 5761 },
        { name: 'NAT gateway', perMonth: 450 },
      ],
      prices: [{ id: 'ml.g6.12xlarge', source: 'the scenario', asOf: '2026-11-12' }],
      missing: [],
      doubts: [],
    },
    quality: {
      criteria: {
        faithful: { ...share(0, [0, 0], 0, 200), bounds: { low: 0, high: 1 } },
      },
    },
    outcomes: { ok: 5602, throttled: 384, model_error: 9, interrupted: 3, dropped: 2 },
    errors: [
      {
        outcome: 'throttled',
        name: 'ThrottlingException',
        message: 'Rate exceeded',
        count: 384,
        firstAt: 121_000,
        remedy: 'Add instances, or queue requests before the endpoint.',
      },
      {
        outcome: 'model_error',
        name: 'ModelError',
        message: `Received server error (503) from primary with message ${HOSTILE}`,
        count: 9,
        firstAt: 230_500,
        remedy: 'Read the container log; the engine ran out of KV cache.',
      },
    ],
    series: series(100, 2210, 4620, 0.064),
    curves: { latency: curve(600, 2210, 0.45), ttft: curve(260, 640, 0.5) },
    slowest: [
      {
        queryId: 'outdoor-003',
        tenant: 'outdoor',
        due: 540_000,
        latency: 29_870,
        outcome: 'interrupted',
      },
    ],
    worst: [],
  };
}

function partner(): TargetResult {
  return {
    name: 'partner-api',
    kind: 'openai',
    model: 'gateway-large',
    verdict: 'no-data',
    thresholds: [
      threshold('partner-api', 'latency', 'p(95)<3000', 'pass', 2240, 3000, 5990, [2210, 2272]),
      threshold(
        'partner-api',
        'cost_per_month',
        'value<5000',
        'no-data',
        undefined,
        5000,
        0,
        undefined,
        'No price is known for "gateway-large"; add a row under prices.',
      ),
      threshold('partner-api', 'quality_pass', 'rate>0.8', 'pass', 0.912, 0.8, 200, [0.88, 0.938]),
    ],
    metrics: {
      latency: trend(5990, [1310, 1980, 2240, 3010], [2210, 2272]),
      ttft: trend(5990, [510, 690, 760, 1090], [748, 775]),
      failed: {
        type: 'rate',
        n: 6000,
        count: 10,
        rate: 0.0017,
        interval: { low: 0.0009, high: 0.0031 },
      },
      throttled: { type: 'rate', n: 6000, count: 0, rate: 0, interval: { low: 0, high: 0.0006 } },
      tenant_leaks: { type: 'counter', n: 5990, count: 0, rate: 0 },
    },
    cost: {
      run: 'unknown',
      runAtLeast: 0.31,
      per1k: 'unknown',
      per1kAtLeast: 0.052,
      variablePer1k: 'unknown',
      variablePer1kAtLeast: 0.052,
      perMonth: 'unknown',
      perMonthAtLeast: 79,
      fixed: [],
      prices: [],
      missing: ['The service told no output tokens. (5,990 requests)'],
      doubts: [],
    },
    quality: quality(0.912, [0.88, 0.938], 200, 1),
    outcomes: { ok: 5990, server_error: 10 },
    errors: [
      {
        outcome: 'server_error',
        name: 'ECONNRESET',
        message: 'The connection was reset.',
        count: 10,
        firstAt: 12_300,
        remedy: 'Look at the gateway; it closes idle connections after 5 s.',
      },
    ],
    series: series(100, 1310, 2240, 0.0017),
    curves: { latency: curve(400, 1310, 0.33), ttft: curve(220, 510, 0.27) },
    slowest: [],
    worst: [
      {
        queryId: 'grocer-012',
        tenant: 'grocer',
        question: 'How long do refunds take?',
        answer: HOSTILE,
        reference:
          'Refunds are issued within 14 days; a card shows them five to seven days after that.',
        scores: [{ criterion: 'faithful', value: 0, reason: `Not an answer. ${HOSTILE}` }],
      },
      {
        queryId: `bank 017"><script>document.title='pwned'</script>`,
        tenant: 'bank',
        question: 'Can I freeze my card?',
        answer: 'Yes.',
        scores: [{ criterion: 'helpful', value: 0.5, reason: 'Does not say how.' }],
      },
    ],
  };
}

function threshold(
  target: string,
  metric: string,
  expression: string,
  verdict: ThresholdResult['verdict'],
  observed: number | undefined,
  bound: number,
  n: number,
  interval: readonly [number, number] | undefined,
  why = 'The observed value is inside the objective.',
): ThresholdResult {
  return {
    ...termsOfText(metric, expression),
    metric,
    expression,
    target,
    verdict,
    bound,
    n,
    why,
    ...(observed !== undefined && { observed }),
    ...(interval !== undefined && { interval: pair(interval) }),
  };
}

function pair([low, high]: readonly [number, number]): Interval {
  return { low, high };
}

function trend(
  n: number,
  [p50, p90, p95, p99]: readonly [number, number, number, number],
  p95Interval: readonly [number, number],
  belowFloor: TrendSummary['belowFloor'] = [],
): TrendSummary {
  return {
    type: 'trend',
    n,
    avg: p50 * 1.08,
    min: p50 / 4,
    max: p99 * 2,
    p50,
    p90,
    p95,
    p99,
    intervals: { p95: pair(p95Interval) },
    belowFloor,
  };
}

function share(
  mean: number,
  interval: readonly [number, number],
  scored: number,
  judgeErrors: number,
): QualityShare {
  const eligible = scored + judgeErrors;
  return {
    mean,
    interval: pair(interval),
    passRate: mean,
    scored,
    eligible,
    judgeErrors,
    notJudged: 0,
    bounds: {
      low: (mean * scored) / eligible,
      high: (mean * scored + judgeErrors) / eligible,
    },
  };
}

function quality(
  mean: number,
  [low, high]: readonly [number, number],
  scored: number,
  errors: number,
): QualityResult {
  return {
    overall: share(mean, [low, high], scored, errors),
    criteria: {
      faithful: share(mean + 0.03, [low + 0.03, high + 0.03], scored, errors),
      helpful: share(mean - 0.03, [low - 0.03, high - 0.03], scored, errors),
    },
  };
}

/** Ten minutes of 10-second slices with a bump in the middle, the same every time. */
function series(perBucket: number, p50: number, p95: number, failing: number): readonly Bucket[] {
  return Array.from({ length: 60 }, (_, i) => {
    const bump = 1 + 0.25 * Math.exp(-(((i - 40) / 6) ** 2)) + 0.03 * Math.sin(i * 1.7);
    const refused = Math.round(perBucket * failing * (i > 12 ? 1.25 : 0));
    const failed = i === 23 || i === 40 ? 1 : 0;
    return {
      start: i * 10_000,
      length: 10_000,
      ok: perBucket - refused - failed,
      throttled: refused,
      failed,
      p50: p50 * bump,
      p95: p95 * bump * (1 + 0.04 * Math.sin(i * 2.3)),
    };
  });
}

/** A lognormal-like percentile curve: `floor` and `median` in milliseconds, `spread` per nine. */
function curve(floor: number, median: number, spread: number): readonly CurvePoint[] {
  return Array.from({ length: 60 }, (_, i) => {
    const nines = (i / 59) * 3;
    const percentile = 100 * (1 - 10 ** -nines);
    const value = Math.max(floor, median * Math.exp(spread * 1.9 * (nines - 0.301)));
    return { percentile, value };
  });
}

import { afterEach, describe, expect, it, vi } from 'vitest';
import { Problem } from '../../src/problem/problem.ts';
import { scenarioFolder } from '../e2e/command.ts';
import { expectCode } from '../e2e/expect-code.ts';
import { runInProcess, runOnEmulator } from './run-in-process.ts';

const NOVA = 'amazon.nova-micro-v1:0';

afterEach(() => void vi.unstubAllEnvs());

describe('a run', () => {
  it('says what a session for each request and the SDK’s decoder add', async () => {
    const folder = await scenarioFolder({
      target: { kind: 'bedrock-converse', model: NOVA, transport: 'http2-each', decode: 'sdk' },
    });
    const { result, read } = await runOnEmulator(folder);
    expect(result).toMatchObject({
      client: { openedInWindow: 0, openedByDesign: 12 },
      targets: [
        {
          transports: ['http2-each'],
          metrics: {
            decode_overhead: { n: 12 },
            decode_delay: { n: 12 },
            connect_time: { n: 12, min: expect.any(Number) as unknown },
          },
        },
      ],
    });
    const summary = read('summary.md');
    expect(summary).toContain("Through the AWS SDK's decoder an application sees the first token");
    expect(summary).toContain('HTTP/2 over a session for each request: every request opens one');
  });

  it('ends with 99 when a threshold that could have had data found none', async () => {
    const thresholds = { 'latency{stop_reason:tool_use}': ['p(95)<1'] };
    expectCode((await runOnEmulator(await scenarioFolder({ thresholds }))).code, 99);
  });

  it('ends with 97 when there are too few samples to tell', async () => {
    const thresholds = { latency: ['p(99)<20000'] };
    expectCode((await runOnEmulator(await scenarioFolder({ thresholds }))).code, 97);
  });

  it('counts throttling by the emulator’s quota with the service’s own name', async () => {
    const folder = await scenarioFolder({
      emulator: { quotas: { [NOVA]: { requestsPerMinute: 4 } } },
    });
    expect((await runOnEmulator(folder)).result).toMatchObject({
      targets: [
        {
          outcomes: { ok: 4, throttled: 8 },
          errors: [{ name: 'ThrottlingException', outcome: 'throttled', count: 8 }],
        },
      ],
    });
  });

  it('says unknown, never 0, for a model nobody prices', async () => {
    const folder = await scenarioFolder({
      target: { kind: 'bedrock-converse', model: 'nobody.made-this-v1:0' },
      demand: '50000/day',
    });
    expect((await runOnEmulator(folder)).result).toMatchObject({
      targets: [{ cost: { per1k: 'unknown', perMonth: 'unknown' } }],
    });
  });

  it('sees a refused connection as failures with a remedy, not as a crash', async () => {
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'a');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'b');
    const { result } = await runInProcess(await scenarioFolder({ endpoint: 'http://127.0.0.1:9' }));
    expect(result).toMatchObject({
      emulated: false,
      targets: [
        {
          outcomes: { unreachable: 12 },
          errors: [{ name: 'ECONNREFUSED', remedy: expect.any(String) as unknown }],
        },
      ],
    });
  });
});

describe('what a new user gets wrong', () => {
  it.each<[string, Record<string, unknown>, RegExp]>([
    [
      'an unknown key',
      { treshold: {} },
      /scenario\.json:1:\d+: Unknown key "treshold"\. Did you mean "thresholds"\?/,
    ],
    ['a wrong unit', { duration: '10 parsecs', iterations: undefined }, /is not a duration/],
    [
      'an impossible rate',
      {
        iterations: undefined,
        vus: undefined,
        scenarios: {
          a: {
            executor: 'constant-arrival-rate',
            rate: 1_000_000,
            duration: '10s',
            preAllocatedVUs: 1,
          },
        },
      },
      /impossible from one machine/,
    ],
    ['a missing dataset', { dataset: 'question.jsonl' }, /Did you mean .*questions\.jsonl/],
    [
      'a metric that does not exist',
      { thresholds: { latncy: ['p(95)<3'] } },
      /"latncy".*Did you mean "latency"\?/,
    ],
    ['a threshold without sense', { thresholds: { latency: ['p95<3000'] } }, /p\(N\)/],
    [
      'a template over a column that is not there',
      { prompt: { user: '{{ qestion }}' } },
      /qestion/,
    ],
    [
      'a spend cap without a price',
      { target: { kind: 'bedrock-converse', model: 'nobody.made-this-v1:0' }, budget: { run: 1 } },
      /no price is known/,
    ],
  ])('is told about %s in one sentence', async (_, scenario, message) => {
    const folder = await scenarioFolder({ endpoint: 'live', ...scenario });
    const refusal: unknown = await runInProcess(folder).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(Problem);
    expect(String(refusal)).toMatch(message);
  });
});

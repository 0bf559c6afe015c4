import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { findingsOf } from '../doctor/doctor-in-process.ts';
import { scenarioFolder } from '../e2e/command.ts';
import { type InProcessRun, runInProcess } from './run-in-process.ts';

let server: Server | undefined;

afterEach(() => {
  server?.closeAllConnections();
  server?.close();
  server = undefined;
});

interface Usage {
  readonly prompt_tokens: number;
  readonly completion_tokens: number;
  readonly prompt_tokens_details?: { readonly cached_tokens: number };
}

/** A chat server that answers everything alike, in place of every service; its origin. */
async function chatServer(usage: Usage | undefined): Promise<string> {
  server = createServer((request, response) => {
    request.resume();
    response.setHeader('content-type', 'application/json');
    const message = { role: 'assistant', content: 'In five days.' };
    response.end(JSON.stringify({ choices: [{ message, finish_reason: 'stop' }], usage }));
  });
  const listening = server;
  await new Promise<void>((resolve) => {
    listening.listen(0, '127.0.0.1', resolve);
  });
  const { port } = listening.address() as AddressInfo;
  return `http://127.0.0.1:${port}`;
}

async function runOf(scenario: object): Promise<InProcessRun> {
  return runInProcess(await scenarioFolder({ vus: 1, iterations: 4, ...scenario }));
}

const dated = { source: 'our contract', asOf: '2026-11-01' };
/** Whatever it names, it is the endpoint that answers. */
const url = 'http://127.0.0.1:9/v1';
const chat = (price: string) =>
  ({ kind: 'openai', url, model: 'chat', price, stream: false }) as const;

describe('the bill of a run', () => {
  it('names the price that makes a cost unknown, and what is known of it', async () => {
    const endpoint = await chatServer({
      prompt_tokens: 1000,
      completion_tokens: 100,
      prompt_tokens_details: { cached_tokens: 400 },
    });
    const { result, read } = await runOf({
      endpoint,
      target: chat('ours'),
      prices: [{ id: 'ours', input: 2, output: 8, ...dated }],
      thresholds: { cost_per_1k: ['value<=5'] },
    });
    const [target] = result.targets;
    const why = 'No price for cached input in the row of ours: add cacheRead.';
    // 600 fresh tokens in and 100 out.
    expect(target?.cost).toMatchObject({
      per1k: 'unknown',
      per1kAtLeast: expect.closeTo(2, 9),
      missing: [`${why} (4 requests)`],
    });
    expect(target?.thresholds[0]).toMatchObject({
      verdict: 'no-data',
      why: expect.stringContaining(why),
    });
    expect(result).toMatchObject({ spent: 'unknown', spentAtLeast: expect.closeTo(0.008, 9) });
    for (const file of ['report.html', 'summary.md', 'junit.xml']) {
      expect(read(file), file).toMatch(/cached input in the row of ours/);
    }
  });

  it('takes an answer whose tokens nobody told to cost its prompt at least', async () => {
    const { result } = await runOf({
      endpoint: await chatServer(undefined),
      target: chat('ours'),
      prices: [{ id: 'ours', input: 1000, output: 1000, ...dated }],
      prompt: { system: 'Be brief. '.repeat(100) },
    });
    expect(result.spent).toBe('unknown');
    // A thousand characters are 150 tokens or more, a tenth of a cent each.
    expect(result.spentAtLeast).toBeGreaterThan(4 * 0.15);
    expect(result.targets[0]?.cost.missing).toContain(
      'The service told no input tokens. (4 requests)',
    );
  });

  it('does not price a prompt beyond the range of its row', async () => {
    const endpoint = await chatServer({ prompt_tokens: 33_000, completion_tokens: 10 });
    const row = { id: 'ours', input: 1, output: 2, upToInputTokens: 32_000, ...dated };
    const bounded = await runOf({ endpoint, target: chat('ours'), prices: [row] });
    expect(bounded.result.targets[0]?.cost).toMatchObject({
      per1k: 'unknown',
      missing: [expect.stringMatching(/^No price for prompts above 32,000 input tokens/)],
    });
    const beyond = { input: 3, output: 5 };
    const priced = await runOf({ endpoint, target: chat('ours'), prices: [{ ...row, beyond }] });
    expect(priced.result.targets[0]?.cost.per1k).toBeCloseTo(99.05, 9);
  });

  it('counts rented machines in what was spent, in its cap, and in each thousand answers', async () => {
    const endpoint = await chatServer({ prompt_tokens: 1000, completion_tokens: 100 });
    const instances = { type: 'ml.g5.xlarge', count: 2, perHour: 36_000 };
    const target = { kind: 'openai', url, model: 'own', stream: false, instances };
    const month = 2 * 36_000 * 730;
    const { result } = await runOf({ endpoint, target, demand: '10000/day' });
    const { cost } = result.targets[0] ?? {};
    expect(cost).toMatchObject({ variablePer1k: 0, perMonth: month });
    expect(cost?.per1k).toBeCloseTo((month * 1000) / ((10_000 * 365) / 12), 6);
    // $20 a second, from the warm-up on.
    expect(result.spent).toBeGreaterThanOrEqual((20 * result.durationMs) / 1000);

    const capped = await runOf({ endpoint, target, iterations: 100_000, budget: { run: 4 } });
    expect(capped).toMatchObject({ code: 96, result: { stopped: 'budget' } });
    expect(capped.result.targets[0]?.cost.per1k).toBe('unknown');
  });

  it('counts the judge’s own price and its price a request', async () => {
    const endpoint = await chatServer({ prompt_tokens: 1000, completion_tokens: 100 });
    const judge = { ...chat('judging'), perRequest: 0.5 };
    const { result } = await runOf({
      endpoint,
      target: chat('ours'),
      prices: [
        { id: 'ours', input: 0, output: 0, ...dated },
        { id: 'judging', input: 100, output: 0, ...dated },
      ],
      judge: { target: judge, criteria: ['correctness'], sample: 4 },
    });
    const { judge: judged } = result;
    const cost = judged?.costUsd === 'unknown' ? judged.costAtLeastUsd : judged?.costUsd;
    expect(cost).toBeGreaterThanOrEqual(0.6);
  });

  it.each([
    ['a target', (price: string) => ({ target: chat(price) })],
    [
      'the judge',
      (price: string) => ({
        judge: { target: chat(price), criteria: ['correctness'] },
      }),
    ],
  ])('refuses a price of %s that no row has, as doctor does', async (_, scenarioOf) => {
    const folder = await scenarioFolder({ ...scenarioOf('nobodys'), endpoint: 'live' });
    await expect(runInProcess(folder)).rejects.toThrow(
      /price "nobodys", which no row has\..*add a row with this id/s,
    );
    expect(await findingsOf(folder)).toContainEqual(
      expect.objectContaining({
        level: 'problem',
        message: expect.stringContaining('which no row has') as unknown,
      }),
    );
  });
});

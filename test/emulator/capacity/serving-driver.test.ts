import { describe, expect, it } from 'vitest';
import { createServingDriver } from '../../../src/emulator/capacity/serving-driver.ts';
import { createRandom } from '../../../src/random/random.ts';
import type { Serving } from '../../../src/serving/base/serving.ts';
import { createServing } from '../../../src/serving/create-serving.ts';
import { profileNamed } from '../../../src/serving/profiles/profiles.ts';

function fastServing(): Serving {
  const profile = profileNamed('stand-in-judge');
  if (profile.mode !== 'pooled') throw new Error('the judge is pooled');
  const quick = { ...profile, ttft: 5, tokensPerSecond: 1000, tailProbability: 0 };
  return createServing(quick, createRandom(1, 'service'));
}

interface TokenReport {
  readonly tokens: number;
  readonly done: boolean;
  readonly at: number;
}

function run(
  servingDriver: ReturnType<typeof createServingDriver>,
  outputTokens: number,
): Promise<TokenReport[]> {
  const reports: TokenReport[] = [];
  return new Promise((resolve) => {
    servingDriver.start({ inputTokens: 10, outputTokens }, (tokens, done, at) => {
      reports.push({ tokens, done, at });
      if (done) resolve(reports);
    });
  });
}

describe('the serving driver', () => {
  it('a generation reports every token once, in order, until all are done', async () => {
    const reports = await run(createServingDriver(fastServing()), 20);
    const counts = reports.map(({ tokens }) => tokens);
    expect(counts).toEqual([...new Set(counts)].sort((a, b) => a - b));
    expect(reports.at(-1)).toMatchObject({ tokens: 20, done: true });
    expect(reports.filter(({ done }) => done)).toHaveLength(1);
  });

  it('a generation never reports a token before it is due', async () => {
    const servingDriver = createServingDriver(fastServing());
    const early: number[] = [];
    await new Promise<void>((resolve) => {
      servingDriver.start({ inputTokens: 1, outputTokens: 20 }, (_, done, at) => {
        if (performance.now() < at) early.push(at);
        if (done) resolve();
      });
    });
    expect(early).toEqual([]);
  });

  it('concurrent generations report their own tokens', async () => {
    const servingDriver = createServingDriver(fastServing());
    const runs = await Promise.all([3, 5, 8].map((tokens) => run(servingDriver, tokens)));
    expect(runs.map((reports) => reports.at(-1)?.tokens)).toEqual([3, 5, 8]);
  });

  it('a cancelled generation frees the server and reports nothing more', async () => {
    const serving = fastServing();
    const servingDriver = createServingDriver(serving);
    let reports = 0;
    const started = servingDriver.start({ inputTokens: 1, outputTokens: 1000 }, () => reports++);
    started.cancel();
    started.cancel();
    expect(serving.inFlight).toBe(0);
    await run(servingDriver, 5);
    expect(reports).toBe(0);
  });
});

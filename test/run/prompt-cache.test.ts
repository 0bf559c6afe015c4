import { expect, it } from 'vitest';
import { scenarioFolder } from '../e2e/command.ts';
import { expectCode } from '../e2e/expect-code.ts';
import { runOnEmulator } from './run-in-process.ts';

const MODEL = 'anthropic.claude-sonnet-4-5-20250929-v1:0';
const SCENARIO = {
  target: { kind: 'bedrock-converse', model: MODEL, stream: true, cachePoint: '5m' },
  emulator: { profiles: { [MODEL]: 'stand-in-judge' } },
  prompt: { system: 'Answer from the passages alone, and be brief. '.repeat(150) },
  // Two rounds of twelve questions.
  vus: 1,
  iterations: 24,
};

/** What a run says that it read from the cache, and what it paid. */
async function figuresOf(cache: 'natural' | 'bust') {
  const { code, warnings, result } = await runOnEmulator(
    await scenarioFolder({ ...SCENARIO, cache }),
  );
  expect(warnings).toEqual([]);
  expectCode(code, 0);
  const { cache_hit: cacheHit, cost } = result.targets[0]?.metrics ?? {};
  return {
    cacheHit: cacheHit?.type === 'gauge' ? cacheHit.value : Number.NaN,
    cost: cost?.type === 'counter' ? cost.count : Number.NaN,
  };
}

it('reads a marked prompt from the cache, which a busted one never is, and pays less for it', async () => {
  const natural = await figuresOf('natural');
  const busted = await figuresOf('bust');
  expect(natural.cacheHit).toBeGreaterThan(0.5);
  expect(busted.cacheHit).toBe(0);
  expect(natural.cost).toBeLessThan(busted.cost / 2);
}, 40_000);

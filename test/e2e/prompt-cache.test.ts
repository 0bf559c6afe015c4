import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { proofload, scenarioFolder } from './command.ts';
import { expectCode } from './expect-code.ts';

const MODEL = 'anthropic.claude-sonnet-4-5-20250929-v1:0';
const SCENARIO = {
  target: { kind: 'bedrock-converse', model: MODEL, stream: true, cachePoint: '5m' },
  emulator: { profiles: { [MODEL]: 'stand-in-judge' } },
  prompt: { system: 'Answer from the passages alone, and be brief. '.repeat(150) },
  // Two rounds of twelve questions.
  vus: 1,
  iterations: 24,
};

interface Figures {
  readonly cacheHit: unknown;
  readonly cost: unknown;
}

/** What a run says that it read from the cache, and what it paid. */
async function figuresOf(cache: 'natural' | 'bust'): Promise<Figures> {
  const folder = await scenarioFolder({ ...SCENARIO, cache });
  const { code, stderr } = await proofload(folder, ['run', 'scenario.json', '--quiet']);
  expect(stderr).toBe('');
  expectCode(code, 0);
  const [id = ''] = readdirSync(join(folder, 'reports'));
  const text = readFileSync(join(folder, 'reports', id, 'result.json'), 'utf8');
  const { metrics } = JSON.parse(text).targets[0];
  return { cacheHit: metrics.cache_hit.value, cost: metrics.cost.count };
}

it('reads a marked prompt from the cache, which a busted one never is, and pays less for it', async () => {
  const natural = await figuresOf('natural');
  const busted = await figuresOf('bust');
  expect(natural.cacheHit).toBeGreaterThan(0.5);
  expect(busted.cacheHit).toBe(0);
  expect(natural.cost).toBeLessThan(Number(busted.cost) / 2);
}, 40_000);

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { refuseTooFewFiles } from '../../src/process/file-limit.ts';
import { loadScenario } from '../../src/scenario/load-scenario.ts';
import type { Scenario } from '../../src/scenario/scenario.ts';

let folder: string;
beforeAll(async () => (folder = await mkdtemp(join(tmpdir(), 'proofload-files-'))));
afterAll(async () => rm(folder, { recursive: true }));

const model = { kind: 'bedrock-converse', model: 'amazon.nova-micro-v1:0' };

async function scenarioOf(parts: object): Promise<Scenario> {
  const file = join(folder, 'scenario.json');
  const whole = {
    target: model,
    dataset: 'rows.jsonl',
    prompt: { user: '{{ question }}', maxTokens: 9 },
    ...parts,
  };
  await writeFile(file, JSON.stringify(whole));
  return loadScenario(file);
}

const users = { vus: 100, duration: '1m' };
const slots = {
  executor: 'constant-arrival-rate',
  rate: 1,
  duration: '1m',
  preAllocatedVUs: 5,
  maxVUs: 60,
};
const hedge = { kind: 'route', by: 'hedge', after: '1s', parts: { a: model, b: model } };

describe('a run on few files', () => {
  it.each<[string, object, number, number]>([
    ['100 users', users, 1, 148],
    ['100 users of two workers', users, 2, 98],
    ['slots of an arrival rate', { scenarios: { slots } }, 1, 108],
    ['users that ask two parts at once', { ...users, target: hedge }, 1, 248],
    [
      'users of one session of HTTP/2',
      { ...users, target: { ...model, transport: 'http2' } },
      1,
      49,
    ],
  ])('with %s is refused below what it may need', async (_, parts, shares, needed) => {
    const scenario = await scenarioOf(parts);
    expect(() => refuseTooFewFiles(scenario, shares, needed)).not.toThrow();
    expect(() => refuseTooFewFiles(scenario, shares, undefined)).not.toThrow();
    expect(() => refuseTooFewFiles(scenario, shares, needed - 1)).toThrow(
      `may open ${needed - 1} files`,
    );
  });
});

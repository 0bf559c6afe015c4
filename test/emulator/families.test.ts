import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadDataset } from '../../src/dataset/dataset.ts';
import type { Query } from '../../src/dataset/query/query.ts';
import { type Emulator, startEmulator } from '../../src/emulator/emulator.ts';
import { createRandom } from '../../src/random/random.ts';
import { loadScenario } from '../../src/scenario/load-scenario.ts';
import { addressOf, type TargetSpec } from '../../src/scenario/target/target-spec.ts';
import { createTarget } from '../../src/target/create-target.ts';
import { callOf, queryOf, specOf, wiringOf } from '../target/asking.ts';

const FAMILIES = resolve(import.meta.dirname, '../../scenarios/families');
const files = readdirSync(FAMILIES).filter((file) => file.endsWith('.yaml'));

const SHOWN = ['us.amazon.nova-lite-v1:0', 'claude-haiku-4-5', 'gpt-4o'];

let emulator: Emulator;
beforeAll(async () => {
  const scenarios = await Promise.all(files.map((file) => loadScenario(join(FAMILIES, file))));
  const models = scenarios.flatMap(({ targets }) => Object.values(targets).map(addressOf));
  // Any rate will do.
  const profiles = Object.fromEntries(
    [...models, ...SHOWN].map((model) => [model, 'stand-in-judge']),
  );
  emulator = await startEmulator({ settings: { profiles, quotas: {}, faults: [] }, seed: 1 });
});
afterAll(() => emulator.close());

async function answered(spec: TargetSpec, query: Query) {
  const target = await createTarget(spec, wiringOf(emulator.url));
  try {
    return await target.ask({ ...query, maxTokens: 24 }, callOf());
  } finally {
    await target.close();
  }
}

describe('the emulator', () => {
  it.each(files)('the emulator answers every target of %s', async (file) => {
    const scenario = await loadScenario(join(FAMILIES, file));
    const { queries } = await loadDataset(scenario.dataset, scenario.prompt, {
      random: createRandom(1, 'order'),
    });
    for (const [name, spec] of Object.entries(scenario.targets)) {
      const reply = await answered(spec, queries[0] ?? queryOf('Hi'));
      expect({ name, outcome: reply.outcome, error: reply.error }).toEqual({ name, outcome: 'ok' });
    }
  });

  it.each<[string, TargetSpec]>([
    [
      'Converse',
      specOf({ kind: 'bedrock-converse', model: 'us.amazon.nova-lite-v1:0', stream: true }),
    ],
    [
      'Messages',
      specOf({
        kind: 'anthropic',
        url: 'http://a.example/v1',
        model: 'claude-haiku-4-5',
        stream: true,
        headers: {},
      }),
    ],
    [
      'chat',
      specOf({
        kind: 'openai',
        api: 'chat',
        url: 'http://a.example/v1',
        model: 'gpt-4o',
        stream: true,
        headers: {},
      }),
    ],
    [
      'Responses',
      specOf({
        kind: 'openai',
        api: 'responses',
        url: 'http://a.example/v1',
        model: 'gpt-4o',
        stream: true,
        headers: {},
      }),
    ],
  ])('the emulator accepts an image with text in %s', async (_, spec) => {
    const media = [
      { kind: 'image', mediaType: 'image/png', base64: 'aGk=', name: 'door' },
    ] as const;
    const query = queryOf('', { messages: [{ role: 'user', text: 'What is this?', media }] });
    const { outcome, error } = await answered(spec, query);
    expect({ outcome, error }).toEqual({ outcome: 'ok' });
  });
});

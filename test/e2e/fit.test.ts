import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { proofload, scenarioFolder } from './command.ts';
import { expectCode } from './expect-code.ts';

const endpoint = { kind: 'sagemaker', endpointName: 'rag', body: 'openai', stream: true };

it('makes a twin of a measured endpoint, which the emulator then is', async () => {
  const folder = await scenarioFolder({
    target: endpoint,
    emulator: { profiles: { rag: 'llama-8b-h100' } },
    vus: 6,
    iterations: 72,
  });
  expectCode((await proofload(folder, ['run', 'scenario.json', '--quiet'])).code, 0);
  const [id = ''] = readdirSync(join(folder, 'reports'));
  const words = ['fit', join('reports', id), '--out', 'twin.json'];
  const { code, stdout, stderr } = await proofload(folder, words);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toContain('engine profile of rag, fitted to 72 answers');

  const twin = await scenarioFolder({
    target: endpoint,
    emulator: { profiles: { rag: join(folder, 'twin.json') } },
  });
  expectCode((await proofload(twin, ['run', 'scenario.json', '--quiet'])).code, 0);
}, 40_000);

it('refuses a run with too few answers to learn from', async () => {
  const folder = await scenarioFolder({ target: endpoint });
  await proofload(folder, ['run', 'scenario.json', '--quiet']);
  const [id = ''] = readdirSync(join(folder, 'reports'));
  const { code, stderr } = await proofload(folder, ['fit', join('reports', id)]);
  expect(stderr).toContain('Only 12 answers');
  expect(code).toBe(104);
});

it('keeps no secret of its environment in the twin, in whatever name it stands', async () => {
  const secret = 'Tw7twinCanary';
  const folder = await scenarioFolder({
    target: undefined,
    targets: { [secret]: endpoint },
    emulator: { profiles: { rag: 'llama-8b-h100' } },
    vus: 6,
    iterations: 72,
  });
  expectCode((await proofload(folder, ['run', 'scenario.json', '--quiet'])).code, 0);
  const [id = ''] = readdirSync(join(folder, 'reports'));
  const words = ['fit', join('reports', id), '--out', 'twin.json', '--json'];
  const { code, stdout, stderr } = await proofload(folder, words, { OUR_TOKEN: secret });
  expect(code, stderr).toBe(0);
  const twin = readFileSync(join(folder, 'twin.json'), 'utf8');
  expect(twin).toContain('***');
  expect([twin, stdout, stderr].filter((text) => text.includes(secret))).toEqual([]);
}, 40_000);

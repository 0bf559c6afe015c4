import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { runOnEmulator } from '../run/run-in-process.ts';
import { proofload, scenarioFolder } from './command.ts';
import { expectCode } from './expect-code.ts';

const endpoint = { kind: 'sagemaker', endpointName: 'rag', body: 'openai', stream: true };

it('makes a twin of a measured endpoint, without secrets, which the emulator then is, and refuses a run of too few answers', async () => {
  const secret = 'Tw7twinCanary';
  const folder = await scenarioFolder({
    target: undefined,
    targets: { [secret]: endpoint },
    emulator: { profiles: { rag: 'llama-8b-h100' } },
    vus: 6,
    iterations: 72,
  });
  const { code, path } = await runOnEmulator(folder);
  expectCode(code, 0);
  const told = await proofload(folder, ['fit', path, '--out', 'twin.json']);
  expect(told).toMatchObject({ code: 0, stderr: '' });
  expect(told.stdout).toContain('engine profile of rag, fitted to 72 answers');

  const words = ['fit', path, '--out', 'redacted.json', '--json'];
  const hidden = await proofload(folder, words, { OUR_TOKEN: secret });
  expect(hidden.code, hidden.stderr).toBe(0);
  const redacted = readFileSync(join(folder, 'redacted.json'), 'utf8');
  expect(redacted).toContain('***');
  const texts = [redacted, hidden.stdout, hidden.stderr];
  expect(texts.filter((text) => text.includes(secret))).toEqual([]);

  const profiles = { rag: join(folder, 'twin.json') };
  const twin = await scenarioFolder({ target: endpoint, emulator: { profiles } });
  const again = await runOnEmulator(twin);
  expectCode(again.code, 0);

  const few = await proofload(folder, ['fit', again.path]);
  expect(few.stderr).toContain('Only 12 answers');
  expect(few.code).toBe(104);
});

import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { RunResult } from '../../src/report/result/result.ts';
import { findingsOf } from '../doctor/doctor-in-process.ts';
import { runInProcess } from '../run/run-in-process.ts';
import { proofload, scenarioFolder } from './command.ts';

const PAGE = readFileSync(resolve(import.meta.dirname, '../../docs/targets.md'), 'utf8');
const [, SECTION = ''] = PAGE.split('## A target of your own\n');

/** The first block of a language in the section. */
function block(language: string): string {
  const found = new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, 'm').exec(SECTION)?.[1];
  if (found === undefined) throw new Error(`docs/targets.md shows no ${language}`);
  return found;
}

/** Streams lines of JSON as Ollama does, in reads that split them. */
let server: Server;
beforeAll(async () => {
  server = createServer((request, response) => {
    request.resume().on('end', () => {
      const lines = [
        { message: { content: 'Forty' }, done: false },
        { message: { content: '-two.' }, done: false },
        { message: { content: '' }, done: true, prompt_eval_count: 100, eval_count: 50 },
      ];
      const text = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
      response.write(text.slice(0, 60));
      setTimeout(() => response.end(text.slice(60)), 20);
    });
  }).listen(0, '127.0.0.1');
  await new Promise((done) => server.once('listening', done));
});
afterAll(() => server.close());

interface Example {
  readonly target: { readonly options: object };
}

async function folderWith(changes: object): Promise<string> {
  const { port } = server.address() as AddressInfo;
  const { target, ...more } = parse(block('yaml')) as Example;
  const options = { ...target.options, url: `http://127.0.0.1:${port}` };
  const folder = await scenarioFolder({ ...more, target: { ...target, options }, ...changes });
  await writeFile(join(folder, 'ollama.ts'), block('typescript'));
  return folder;
}

/** Expects what the example of the page is measured and priced at. */
function expectMeasured(result: RunResult): void {
  const [target] = result.targets ?? [];
  expect(target?.outcomes).toEqual({ ok: 12 });
  expect(target).toMatchObject({
    kind: 'module',
    model: 'ollama.ts',
    answerers: [{ address: 'ollama.ts', by: 'service' }],
    metrics: { ttft: { n: 12 }, output_tokens: { n: 12 } },
    // 100 x 0.2 + 50 x 0.6 dollars a million.
    cost: { per1k: expect.closeTo(0.05, 9) as number },
  });
  expect(result.emulated).toBe(false);
}

describe('the module that docs/targets.md shows as a target', () => {
  it('is asked, measured and priced by a run', async () => {
    expectMeasured((await runInProcess(await folderWith({}))).result);
  });

  it('is asked, measured and priced by proofload run with two workers', async () => {
    const words = ['run', 'scenario.json', '--json', '--workers', '2'];
    const { stdout, stderr } = await proofload(await folderWith({}), words);
    expect(stdout, stderr).not.toBe('');
    const result = JSON.parse(stdout) as RunResult;
    expectMeasured(result);
    expect(result.scenario).toMatchObject({ targets: { target: { module: 'ollama.ts' } } });
  });

  it('is refused under an endpoint that would stand in for it', async () => {
    const run = runInProcess(await folderWith({}), { endpoint: 'emulator' });
    await expect(run).rejects.toThrow('cannot answer the module of "target"');
  });

  it('is refused under a cap on what the run spends', async () => {
    const run = runInProcess(await folderWith({ budget: { run: 1 } }));
    await expect(run).rejects.toThrow(
      'the tokens that the module of "target" requests are unknown',
    );
  });

  it('needs no permission of IAM, and is asked by doctor', async () => {
    const folder = await folderWith({});
    const iam = await proofload(folder, ['doctor', 'scenario.json', '--iam']);
    expect(iam.stderr).toContain('No target of this scenario has permissions');
    const place = (await findingsOf(folder)).find(({ subject }) => subject === 'place');
    expect(place?.message).toContain('ollama.ts answers target');
  });
});

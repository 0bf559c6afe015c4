import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { RunResult } from '../../src/report/result/result.ts';
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

async function run(
  words: readonly string[],
  changes: object = {},
): Promise<{ result: RunResult; stderr: string; code: number | null }> {
  const folder = await folderWith(changes);
  const { code, stdout, stderr } = await proofload(folder, ['run', 'scenario.json', ...words]);
  return { code, stderr, result: JSON.parse(stdout || '{}') as RunResult };
}

describe('the module that docs/targets.md shows as a target', () => {
  it.each([[['--json']], [['--json', '--workers', '2']]])(
    'is asked, measured and priced by proofload run %j',
    async (words) => {
      const { result, stderr } = await run(words);
      const [target] = result.targets ?? [];
      expect({ outcomes: target?.outcomes, stderr }).toEqual({
        outcomes: { ok: 12 },
        stderr: expect.anything() as unknown,
      });
      expect(target).toMatchObject({
        kind: 'module',
        model: 'ollama.ts',
        answerers: [{ address: 'ollama.ts', by: 'service' }],
        metrics: { ttft: { n: 12 }, output_tokens: { n: 12 } },
        // 100 x 0.2 + 50 x 0.6 dollars a million.
        cost: { per1k: expect.closeTo(0.05, 9) as number },
      });
      expect(result.emulated).toBe(false);
      expect(result.scenario).toMatchObject({ targets: { target: { module: 'ollama.ts' } } });
    },
    60_000,
  );

  it('is refused under an endpoint that would stand in for it', async () => {
    const { code, stderr } = await run(['--endpoint', 'emulator']);
    expect(code).toBe(104);
    expect(stderr).toContain('cannot answer the module of "target"');
  });

  it('is refused under a cap on what the run spends', async () => {
    const { code, stderr } = await run([], { budget: { run: 1 } });
    expect(code).toBe(104);
    expect(stderr).toContain('nobody can tell how many tokens the module of "target" asks for');
  });

  it('needs no permission of IAM, and is asked by doctor', async () => {
    const folder = await folderWith({});
    const iam = await proofload(folder, ['doctor', 'scenario.json', '--iam']);
    expect(iam.stderr).toContain('No target of this scenario has permissions');
    const doctor = await proofload(folder, ['doctor', 'scenario.json']);
    expect(doctor.stdout).toContain('ollama.ts answers target');
    expect(doctor.code).toBe(0);
  });
});

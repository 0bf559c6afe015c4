import { once } from 'node:events';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { HOSTILE, isAlive } from '../hostile-text.ts';
import { proofload, scenarioFolder } from './command.ts';

/** Fails each request by an event of its stream, with another hostile name and message. */
let requests = 0;
const server = createServer((request, response) => {
  request.resume();
  request.on('end', () => {
    const [, text = ''] = HOSTILE[requests++ % HOSTILE.length] ?? [];
    response.writeHead(200, { 'content-type': 'text/event-stream', 'x-request-id': 'r' });
    response.end(
      `data: ${JSON.stringify({ error: { type: text, code: text, message: text } })}\n\n`,
    );
  });
});

let folder = '';
beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  folder = await scenarioFolder({
    target: { kind: 'openai', url: `http://127.0.0.1:${port}`, model: 'm', price: 'free' },
    prices: [{ id: 'free', input: 0, output: 0, source: 'ours', asOf: '2026-11-01' }],
    iterations: HOSTILE.length,
    demand: { queries: '100/day' },
    thresholds: { failed: ['rate<0.5'] },
  });
});
afterAll(() => void server.close());

it(
  'shows what a service calls its errors, and lets no terminal or CI obey it',
  { timeout: 60_000 },
  async () => {
    const verbs = [
      ['run', 'scenario.json', '--endpoint', 'live'],
      ['doctor', 'scenario.json', '--endpoint', 'live'],
    ];
    for (const words of [...verbs, ...verbs.map((verb) => [...verb, '--json'])]) {
      const { stdout, stderr } = await proofload(folder, words);
      expect(stdout).toContain('no');
      expect(isAlive(stdout), words.join(' ')).toBe(false);
      expect(isAlive(stderr), words.join(' ')).toBe(false);
    }
    const runs = await readdir(join(folder, 'reports'));
    for (const run of runs) {
      for (const file of ['summary.md', 'junit.xml']) {
        const text = await readFile(join(folder, 'reports', run, file), 'utf8');
        // Escaped Markdown holds word joiners of our own.
        expect(isAlive(text.replaceAll('\u2060', '')), file).toBe(false);
      }
    }
    // Both runs were of one scenario: what can be made of one can be made of the other.
    const path = join('reports', runs[0] ?? '');
    for (const words of [
      ['report', path],
      ['report', path, '--json'],
      ['plan', path],
      ['plan', path, '--json'],
    ]) {
      const { stdout, stderr } = await proofload(folder, words);
      expect(isAlive(stdout + stderr), words.join(' ')).toBe(false);
    }
  },
);

it('quotes a dataset in a Problem, inert', async () => {
  const columns = Object.fromEntries(HOSTILE.map(([, text]) => [text, 'x']));
  await writeFile(
    join(folder, 'hostile.jsonl'),
    `${JSON.stringify({ ...columns, id: '::error::a' })}
`,
  );
  const scenario = JSON.parse(await readFile(join(folder, 'scenario.json'), 'utf8')) as object;
  await writeFile(
    join(folder, 'hostile.json'),
    JSON.stringify({
      ...scenario,
      dataset: 'hostile.jsonl',
      prompt: { user: '{{ absent }}', maxTokens: 9 },
    }),
  );
  const { code, stdout, stderr } = await proofload(folder, [
    'run',
    'hostile.json',
    '--endpoint',
    'live',
  ]);
  expect(code).toBe(104);
  expect(stderr).toContain('absent');
  expect(isAlive(stdout + stderr)).toBe(false);
});

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import type { RunResult } from '../../src/report/result/result.ts';
import { MAIN, scenarioFolder, start } from './command.ts';
import { expectCode } from './expect-code.ts';
import { childrenOf, runDirectory, untilFile, untilGone } from './run-processes.ts';

const servers: Server[] = [];

afterAll(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** An OpenAI-compatible server that answers as `model`, and as `judge` never. */
async function serveHungJudge(): Promise<{ origin: string; judging: Promise<unknown> }> {
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      if (request.method !== 'POST') return response.writeHead(404).end();
      if (body.includes('"model":"judge"')) return server.emit('judging');
      response.setHeader('content-type', 'application/json');
      response.end(
        JSON.stringify({
          choices: [{ message: { content: 'Twelve days.' }, finish_reason: 'stop' }],
          usage: { prompt_tokens: 20, completion_tokens: 3 },
        }),
      );
    });
  });
  const judging = once(server, 'judging');
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  servers.push(server);
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, judging };
}

const words = ['run', 'scenario.json', '--json', '--quiet'];

describe.concurrent('a run whose judge hangs', () => {
  it.each([
    ['SIGINT', 1],
    ['SIGINT', 2],
    ['SIGTERM', 3],
  ] as const)(
    'ends on %s (%i times) with what was measured, and does not pass',
    { timeout: 60_000 },
    async (signal, times) => {
      const { origin, judging } = await serveHungJudge();
      const asked = { kind: 'openai', url: `${origin}/v1`, stream: false, timeout: '600s' };
      const folder = await scenarioFolder({
        target: { ...asked, model: 'model' },
        judge: {
          target: { ...asked, model: 'judge' },
          criteria: ['correctness'],
          sample: 12,
          concurrency: 2,
        },
        thresholds: { latency: ['p(50)<60000'] },
      });
      const { child, ended } = start(folder, words);
      await judging;
      for (let n = 0; n < times; n++) {
        child.kill(signal);
        await sleep(100);
      }
      const { code, stdout } = await ended;
      expect(code).toBe(105);
      const result = JSON.parse(stdout) as RunResult;
      expect(result).toMatchObject({
        stopped: 'signal',
        verdict: 'inconclusive',
        targets: [{ outcomes: { ok: 12 } }],
        spent: 'unknown',
        judge: {
          costUsd: 'unknown',
          account: {
            scored: 0,
            notJudged: [{ why: 'The run was stopped before this answer was judged.', count: 12 }],
          },
        },
      });
      const report = readFileSync(join(runDirectory(folder), 'report.html'), 'utf8');
      expect(report).toContain('stopped by a signal');
    },
  );
});

/** A run of which the embedded emulator is stopped for good while only another service is asked. */
async function closingFolder(): Promise<string> {
  const { origin } = await serveHungJudge();
  const load = { executor: 'constant-arrival-rate', preAllocatedVUs: 4, rate: 4 };
  const folder = await scenarioFolder({
    target: undefined,
    vus: undefined,
    iterations: undefined,
    targets: {
      emulated: { kind: 'bedrock-converse', model: 'amazon.nova-micro-v1:0' },
      own: { kind: 'openai', url: `${origin}/v1`, model: 'model', stream: false },
    },
    scenarios: {
      early: { ...load, target: 'emulated', duration: '1s' },
      late: { ...load, target: 'own', duration: '2s', startTime: '3s' },
    },
  });
  return folder;
}

async function untilOwnIsAsked(folder: string): Promise<void> {
  const file = await untilFile(folder, 'samples.ndjson');
  while (!readFileSync(file, 'utf8').includes('"target":"own"')) await sleep(20);
}

describe.concurrent('a run whose embedded emulator does not close', () => {
  it('ends with its result all the same', { timeout: 60_000 }, async () => {
    const folder = await closingFolder();
    const { child, ended } = start(folder, words);
    await untilOwnIsAsked(folder);
    const [emulator] = childrenOf(child);
    process.kill(emulator?.pid ?? 0, 'SIGSTOP');
    const { code, stdout } = await ended;
    expect((JSON.parse(stdout) as RunResult).stopped).toBe(undefined);
    expectCode(code, 0);
    await untilGone([emulator?.pid ?? 0]);
  });

  it(
    'ends at once on a signal, its reports written, and leaves nothing behind',
    { timeout: 60_000 },
    async () => {
      const folder = await closingFolder();
      const { child, ended } = start(folder, words);
      await untilOwnIsAsked(folder);
      const [emulator] = childrenOf(child);
      process.kill(emulator?.pid ?? 0, 'SIGSTOP');
      await untilFile(folder, 'junit.xml');
      await sleep(200);
      expect(child.exitCode).toBe(null);
      child.kill('SIGINT');
      const { code, stdout } = await ended;
      expect(code).toBe(105);
      expect((JSON.parse(stdout) as RunResult).stopped).toBe(undefined);
      expect(existsSync(join(runDirectory(folder), 'report.html'))).toBe(true);
      await untilGone([emulator?.pid ?? 0]);
    },
  );
});

describe('a run that heeds no cut', () => {
  it.each([1, 3])(
    'is ended without reports, and says how they are made (%i signals)',
    { timeout: 60_000 },
    async (times) => {
      const folder = await scenarioFolder({});
      const built = pathToFileURL(dirname(MAIN)).href;
      writeFileSync(
        join(folder, 'hang.mjs'),
        `import { Signals } from '${built}/../process/signals.js';
import { StopController } from '${built}/../runner/request/stop-controller.js';
new Signals(new StopController()).isUnderWay = true;
setInterval(() => undefined, 1000);
process.stdout.write('hangs');
`,
      );
      const child = spawn(process.execPath, [join(folder, 'hang.mjs')]);
      let errors = '';
      child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
      await Promise.race([once(child.stdout, 'data'), once(child, 'close')]);
      expect(errors).toBe('');
      for (let n = 0; n < times; n++) {
        child.kill('SIGINT');
        await sleep(100);
      }
      const [code] = (await once(child, 'close')) as [number | null];
      expect(code).toBe(105);
      expect(errors).toContain('was ended without reports');
      expect(errors).toContain('proofload report <run-dir>');
    },
  );
});

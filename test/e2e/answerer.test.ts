import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { CheckResult } from '../../src/doctor/finding.ts';
import type { RunResult } from '../../src/report/result/result.ts';
import { proofload, scenarioFolder, start } from './command.ts';

const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** The origin of a server of one's own. */
async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return `http://127.0.0.1:${port}`;
}

/** Where nothing listens: a port that was free a moment ago. */
async function nowhere(): Promise<string> {
  const origin = await serve((_, response) => response.end());
  servers.pop()?.close();
  return origin;
}

function chat(origin: string, more: object = {}) {
  return { kind: 'openai', url: `${origin}/v1`, model: 'own-model', stream: false, ...more };
}

const load = (target: string) => ({ executor: 'shared-iterations', vus: 2, iterations: 4, target });

/** Several targets, four requests each. */
function several(targets: Readonly<Record<string, object>>) {
  const loads = Object.keys(targets).map((name) => [name, load(name)]);
  const none = { target: undefined, vus: undefined, iterations: undefined };
  return { ...none, targets, scenarios: Object.fromEntries(loads) as object };
}

const CLAUDE = { kind: 'bedrock-converse', model: 'amazon.nova-micro-v1:0' };
const BEDROCK = 'https://bedrock-runtime.us-east-1.amazonaws.com';

/** An OpenAI-compatible server that answers whole, and lists what it was asked. */
async function ownServer(): Promise<{ origin: string; asked: { path: string; body: string }[] }> {
  const asked: { path: string; body: string }[] = [];
  const origin = await serve((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      if (request.method === 'POST') asked.push({ path: request.url ?? '', body });
      response.setHeader('content-type', 'application/json');
      response.end(
        JSON.stringify({
          id: 'x',
          object: 'chat.completion',
          choices: [
            { index: 0, finish_reason: 'stop', message: { role: 'assistant', content: 'A word.' } },
          ],
          usage: { prompt_tokens: 10, completion_tokens: 2, total_tokens: 12 },
        }),
      );
    });
  });
  return { origin, asked };
}

async function run(scenario: Readonly<Record<string, unknown>>, ...more: readonly string[]) {
  const folder = await scenarioFolder(scenario);
  const ended = await proofload(folder, ['run', 'scenario.json', '--json', '--quiet', ...more]);
  return { ...ended, folder, result: JSON.parse(ended.stdout || '{}') as RunResult };
}

/** What a run should end with, on a machine that may be so busy that it calls its own clock into doubt. */
function codeOf({ validity }: RunResult, code: number): number {
  return validity === 'invalid' ? 98 : code;
}

function reportsOf(folder: string): string {
  const [id = ''] = readdirSync(join(folder, 'reports'));
  const files = ['report.html', 'summary.md', 'junit.xml'];
  return files.map((file) => readFileSync(join(folder, 'reports', id, file), 'utf8')).join('\n');
}

describe('a target on a host of one’s own', () => {
  it.each([
    ['no objective', {}],
    ['an objective that silence would meet', { throttled: ['rate<0.5'] }],
    ['an objective that silence misses', { failed: ['rate<0.5'] }],
  ])('with nothing there does not pass, with %s', async (_, thresholds) => {
    const origin = await nowhere();
    const { code, result, folder } = await run({ target: chat(origin), thresholds });
    expect(code).toBe(codeOf(result, 99));
    expect(result).toMatchObject({
      verdict: expect.stringMatching(/^(no-data|fail)$/) as unknown,
      headline: expect.stringMatching(/^None of 12 requests was answered/) as unknown,
      emulated: false,
      endpoint: 'live',
      targets: [
        {
          answerers: [{ address: `${origin}/v1`, by: 'service' }],
          outcomes: { unreachable: 12 },
        },
      ],
    });
    expect(reportsOf(folder)).not.toContain('Emulated run');
  });

  it.each([1, 2])('is asked beside an emulated one, by %d workers', async (workers) => {
    const { origin, asked } = await ownServer();
    const { code, result, folder } = await run(
      several({ claude: CLAUDE, own: chat(origin) }),
      '--workers',
      String(workers),
    );
    expect(code).toBe(codeOf(result, 0));
    expect(asked.length).toBe(4);
    expect(result).toMatchObject({
      emulated: true,
      endpoint: 'mixed',
      targets: [
        { outcomes: { ok: 4 }, answerers: [{ address: BEDROCK, by: 'embedded emulator' }] },
        { outcomes: { ok: 4 }, answerers: [{ address: `${origin}/v1`, by: 'service' }] },
      ],
    });
    const reports = reportsOf(folder);
    expect(reports).toContain('Partly emulated run: the numbers of claude');
    expect(reports).toContain(`${origin}/v1`);
  });

  it('is asked as a part of a route, and as the judge', async () => {
    const { origin, asked } = await ownServer();
    const parts = { own: chat(origin), sure: CLAUDE };
    const judge = {
      target: chat(origin, { model: 'own-judge' }),
      criteria: ['relevance'],
      sample: 2,
    };
    const { result } = await run({
      target: { kind: 'route', by: 'fallback', parts },
      vus: 1,
      iterations: 2,
      judge: { ...judge, concurrency: 1 },
    });
    expect(result).toMatchObject({
      emulated: true,
      judge: { standIn: false, answerers: [{ address: `${origin}/v1`, by: 'service' }] },
      targets: [
        {
          answerers: [
            { address: `${origin}/v1`, by: 'service' },
            { address: BEDROCK, by: 'embedded emulator' },
          ],
        },
      ],
    });
    const models = asked.map(({ body }) => (JSON.parse(body) as { model: string }).model);
    expect(models.filter((model) => model === 'own-model')).toHaveLength(2);
    expect(models).toContain('own-judge');
  });

  it('is not asked where the scenario or the command line says emulator', async () => {
    const { origin, asked } = await ownServer();
    const target = chat(origin);
    const by = 'embedded emulator';
    for (const [scenario, words] of [
      [{ target, endpoint: 'emulator' }, []],
      [{ target }, ['--endpoint', 'emulator']],
    ] as const) {
      const { result } = await run(scenario, ...words);
      expect(result.targets[0]?.answerers).toEqual([{ address: `${origin}/v1`, by }]);
      expect(result.emulated).toBe(true);
    }
    expect(asked).toEqual([]);
  });

  it('says that it is an emulator of ours where one answers there', async () => {
    const folder = await scenarioFolder({});
    const { child, ended } = start(folder, ['emulate', '--port', '0', '--json']);
    const [line] = (await once(child.stdout ?? child, 'data')) as [Buffer];
    const { url } = JSON.parse(line.toString()) as { url: string };
    const { result } = await run({ target: chat(url), vus: 1, iterations: 1 });
    child.kill('SIGTERM');
    await ended;
    expect(result).toMatchObject({
      emulated: true,
      targets: [{ answerers: [{ address: `${url}/v1`, by: 'emulator' }] }],
    });
  });
});

describe('an endpoint', () => {
  it.each(['live', 'aws'])('of %s asks each service at its own address', async (endpoint) => {
    const { origin, asked } = await ownServer();
    const { result } = await run({ target: chat(origin), endpoint, vus: 1, iterations: 2 });
    expect(asked).toHaveLength(2);
    expect(result).toMatchObject({ endpoint: 'live', emulated: false });
    const folder = await scenarioFolder({ target: chat(origin), endpoint });
    const { stdout } = await proofload(folder, ['run', 'scenario.json', '--quiet']);
    const top = stdout.split('\n').find((line) => line.includes(' requests')) ?? '';
    expect(top).toContain(origin);
    expect(top.toLowerCase()).not.toContain('aws');
  });

  it('that answers 200 to everything is no emulator', async () => {
    const everything = await serve((_, response) => {
      response.setHeader('content-type', 'application/json');
      response.end('{"status":"ok"}');
    });
    const keys = { AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b' };
    const folder = await scenarioFolder({ endpoint: everything });
    const words = ['run', 'scenario.json', '--json', '--quiet'];
    const { stdout } = await proofload(folder, words, keys);
    expect(JSON.parse(stdout)).toMatchObject({
      emulated: false,
      targets: [{ answerers: [{ address: everything, by: 'service' }] }],
    });
    // And it is not asked with the emulator's keys.
    const { code, stderr } = await proofload(folder, words, { AWS_EC2_METADATA_DISABLED: 'true' });
    expect(stderr).toMatch(/credentials/i);
    expect(code).toBe(104);
  });
});

describe('the doctor', () => {
  it('asks what the run asks, and says who answers which target', async () => {
    const { origin, asked } = await ownServer();
    const folder = await scenarioFolder(several({ claude: CLAUDE, own: chat(origin) }));
    const { stdout } = await proofload(folder, ['doctor', 'scenario.json', '--json']);
    const findings = JSON.parse(stdout) as CheckResult[];
    const places = findings
      .filter(({ subject }) => subject === 'place')
      .map(({ message }) => message);
    expect(places).toEqual([
      'The embedded emulator answers claude: this does not check access to AWS.',
      `${origin}/v1 answers own.`,
    ]);
    const [probe] = asked.splice(0);
    await proofload(folder, ['run', 'scenario.json', '--quiet']);
    expect(asked.map(({ path, body }) => `${path} ${body}`)).toContain(
      `${probe?.path} ${probe?.body}`,
    );
  });
});

describe('a threshold that can never have data', () => {
  it.each([
    ['quality_pass', 'rate>0.5', /scenario\.json:1:\d+: The threshold .* no judge/],
    ['cost_per_month', 'value<5', /no demand.* Add demand/],
    ['latency{tenant:nobody}', 'p(50)<5', /a tag "tenant"/],
  ])('is refused before the run, and by the doctor: %s', async (metric, expression, sentence) => {
    const { origin, asked } = await ownServer();
    const thresholds = { [metric]: [expression] };
    const { code, stdout, stderr, folder } = await run({ target: chat(origin), thresholds });
    expect({ code, stdout, asked }).toEqual({ code: 104, stdout: '', asked: [] });
    expect(stderr).toMatch(sentence);
    const doctor = await proofload(folder, ['doctor', 'scenario.json', '--json']);
    const findings = JSON.parse(doctor.stdout) as CheckResult[];
    expect(findings).toContainEqual({
      subject: 'thresholds',
      level: 'problem',
      message: expect.stringContaining('can never have data') as unknown,
      remedy: expect.any(String) as unknown,
    });
    expect(doctor.code).toBe(104);
  });
});

describe('the repeat command', () => {
  it('repeats what was given', async () => {
    const { origin } = await ownServer();
    const flags = ['--no-answers', '--require-valid', '--workers', '2', '--endpoint', 'live'];
    const { folder } = await run({ target: chat(origin) }, '--seed', '9', ...flags);
    expect(reportsOf(folder)).toContain(
      'proofload run scenario.json --seed 9 --endpoint live --workers 2 --require-valid --no-answers',
    );
  });
});

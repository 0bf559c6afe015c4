import { once } from 'node:events';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Ended, proofload, scenarioFolder } from './command.ts';

/** A secret of each place there is one in; each has signs that base64 and percent-encoding change. */
const CANARIES = {
  password: 'Pw7~userinfo/canary+1',
  query: 'Qy7_sas_canary_2=%&x',
  header: 'Hd7 odd-header.canary 3',
  functions: 'Fn7functionsCanary4==',
  parameter: 'Pm7parameterCanary15',
  patch: 'Pa7patchCanary16+x',
  cookie: 'Ck7cookieCanary5',
  member: 'Mb7"member"canary<6>',
  deep: 'Dp7deepCanary7',
  variable: 'Vr7plainVariableCanary8',
  bearer: 'sk-Br7bearerCanary9+/=',
  apiKey: 'Ak7apiKeyCanary10/+',
  command: 'Cm7commandCanary11.x.y',
  profileKey: 'Pk7profileKeyCanary12/abcdefghijklmnopqr',
  profileToken: `Pt7profileTokenCanary13/${'QUJDREVGRw'.repeat(40)}==`,
  environment: 'En7environmentCanary14',
  short: 'qzvw',
  xAuth: 'xauthlowercanary',
  subscription: 'Sb7subscriptionCanary17',
  custom: 'customlowercanary',
  configKey: 'Cf7configCanary18/abcdefghijklmnop',
} as const;

/** The request as a service quotes it that logs too much: as it came, decoded, and encoded again. */
function quote(request: IncomingMessage, body: string): string {
  const { authorization = '' } = request.headers;
  const basic = Buffer.from(authorization.replace(/^Basic /, ''), 'base64').toString('utf8');
  const url = request.url ?? '';
  const parts = [authorization, basic, JSON.stringify(request.headers), url, body];
  const all = [...parts, decodeURIComponent(url), ...Object.values(CANARIES)];
  const encoded = all.map((part) => Buffer.from(part).toString('base64'));
  return [...all, ...encoded, ...all.map(encodeURIComponent)].join(' | ');
}

/** The authorizations that came, by the first word of the path. */
const authorizations = new Map<string, string>();
let failing = false;

const server = createServer((request, response) => {
  let body = '';
  request.on('data', (chunk: Buffer) => (body += chunk.toString()));
  request.on('end', () => {
    const first = (request.url ?? '').split(/[/?]/)[1] ?? '';
    authorizations.set(first, request.headers.authorization ?? '');
    const text = quote(request, body);
    if (first === 'stream') return stream(response);
    if (failing && first === 'status') {
      response.writeHead(500, Object.values(CANARIES).join(' '), {
        'x-amzn-errortype': `bad ${CANARIES.short} ${CANARIES.custom}`,
        'x-amzn-requestid': CANARIES.functions,
        'x-amzn-bedrock-trace': CANARIES.short,
      });
      return response.end(Object.values(CANARIES).join(' '));
    }
    response.writeHead(failing ? 500 : 200, {
      'content-type': 'application/json',
      'x-request-id': CANARIES.bearer,
    });
    if (!failing)
      return response.end(
        JSON.stringify({
          text,
          done: text,
          choices: [{ message: { content: text }, finish_reason: 'stop' }],
        }),
      );
    if (first === 'page') return response.end(`<h1>${authorizationOf(request)}</h1>${text}`);
    response.end(JSON.stringify({ error: { code: `bad ${CANARIES.bearer}`, message: text } }));
  });
});

/** An answer that quotes all that is secret in its first piece, or in an error after it. */
function stream(response: ServerResponse): void {
  const all = Object.values(CANARIES).join(' ');
  const event = (data: object): void => void response.write(`data: ${JSON.stringify(data)}\n\n`);
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  event({ choices: [{ delta: { content: failing ? 'It is' : all } }] });
  if (failing) event({ error: { type: `bad ${CANARIES.short}`, message: all } });
  else {
    event({ choices: [{ delta: {}, finish_reason: CANARIES.short }] });
    response.write('data: [DONE]\n\n');
  }
  response.end();
}

function authorizationOf({ headers }: IncomingMessage): string {
  return headers.authorization ?? '';
}

let origin = '';
let folder = '';
beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  origin = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  folder = await scenarioFolder({});
  await mkdir(join(folder, '.aws'));
  await writeFile(
    join(folder, '.aws/credentials'),
    `[default]\naws_access_key_id = AKIDEXAMPLE\naws_secret_access_key = ${CANARIES.profileKey}\naws_session_token=${CANARIES.profileToken}\n`,
  );
  await writeFile(
    join(folder, '.aws/config'),
    `[profile other]\nregion = us-east-1\naws_access_key_id = AKIDOTHER\naws_secret_access_key = ${CANARIES.configKey}\n`,
  );
  await writeFile(join(folder, 'scenario.mjs'), scenarioText());
});
afterAll(() => void server.close());

function scenarioText(): string {
  const api = `body: { question: '{{ question }}' }, answer: 'text', price: 'free'`;
  const c = Object.fromEntries(
    Object.entries(CANARIES).map(([name, value]) => [name, JSON.stringify(value)]),
  ) as Record<keyof typeof CANARIES, string>;
  return `export default {
    targets: {
      user: { kind: 'http', url: 'http://someone:${encodeURIComponent(CANARIES.password)}@${origin}/user?api-version=2026-01-01&note=${encodeURIComponent(CANARIES.query)}', ${api} },
      headers: { kind: 'http', url: 'http://${origin}/headers', ${api}, headers: { 'x-odd': ${c.header}, 'x-functions-key': ${c.functions}, 'x-auth': ${c.xAuth}, 'x-api-key': ${c.short}, 'ocp-apim-subscription-key': ${c.subscription}, 'x-custom': process.env.PLAIN_HEADER, Cookie: 'a=1; session=' + ${c.cookie} } },
      status: { kind: 'http', url: 'http://${origin}/status', ${api} },
      stream: { kind: 'openai', url: 'http://${origin}/stream', model: 'm', price: 'free' },
      body: { kind: 'http', url: 'http://${origin}/body', answer: 'text', price: 'free',
        body: { q: '{{ question }}', client_secret: ${c.member}, credentials: { inner: [${c.deep}] }, note: process.env.PLAIN_NOTE } },
      bearer: { kind: 'openai', url: 'http://${origin}/page', model: 'm', stream: false, price: 'free', query: { code: ${c.parameter} }, request: { metadata: { user_token: ${c.patch} } }, auth: { kind: 'bearer', env: 'OUR_BEARER' } },
      key: { kind: 'http', url: 'http://${origin}/key', ${api}, auth: { kind: 'api-key', env: 'OUR_WORD' } },
      command: { kind: 'http', url: 'http://${origin}/command', ${api}, auth: { kind: 'command', command: ${JSON.stringify(`printf %s '${CANARIES.command}'`)} } },
      converse: { kind: 'bedrock-converse', model: 'amazon.nova-micro-v1:0', stream: false },
      signed: { kind: 'http', url: 'http://${origin}/signed', ${api}, auth: { kind: 'sigv4', service: 'execute-api' } },
    },
    prices: [{ id: 'free', input: 0, output: 0, source: 'ours', asOf: '2026-11-01' }],
    dataset: 'questions.jsonl', prompt: { maxTokens: 60 },
    scenarios: Object.fromEntries(['user', 'headers', 'status', 'stream', 'body', 'bearer', 'key', 'command', 'signed', 'converse'].map((target) =>
      [target + '-load', { target, executor: 'shared-iterations', vus: 2, iterations: 4 }])),
    thresholds: { failed: ['rate<0.5'] }, demand: { queries: '100/day' },
  };`;
}

const ENV = {
  OUR_BEARER: CANARIES.bearer,
  OUR_WORD: CANARIES.apiKey,
  PLAIN_NOTE: CANARIES.variable,
  PLAIN_HEADER: CANARIES.custom,
  SOME_SERVICE_TOKEN: CANARIES.environment,
};

async function command(...words: readonly string[]): Promise<Ended> {
  return proofload(folder, words, {
    ...ENV,
    AWS_ENDPOINT_URL_BEDROCK_RUNTIME: `http://${origin}/converse`,
  });
}

/** Every form that shows a secret: itself, percent-encoded, and what of it any base64 holds. */
function formsOf(secret: string): readonly string[] {
  // Too short for its base64 to be known from any other.
  if (secret.length < 8) return [secret];
  const cores = [0, 1, 2].map((shift) =>
    Buffer.from(' '.repeat(shift) + secret)
      .toString('base64')
      .slice(shift === 0 ? 0 : 4, -4),
  );
  return [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1), ...cores];
}

function expectNoSecretIn(text: string, where: string): void {
  const shown = Object.entries(CANARIES).filter(([, secret]) =>
    formsOf(secret).some((form) => text.includes(form)),
  );
  expect(shown.map(([name]) => `${name} in ${where}`)).toEqual([]);
}

async function expectNoSecretAfter(what: string, ended: Ended): Promise<void> {
  expectNoSecretIn(ended.stdout, `${what}, stdout`);
  expectNoSecretIn(ended.stderr, `${what}, stderr`);
  const files = await readdir(join(folder, 'reports'), { recursive: true }).catch(() => []);
  for (const file of files) {
    const text = await readFile(join(folder, 'reports', file), 'utf8').catch(() => '');
    expectNoSecretIn(text, `${what}, ${file}`);
  }
}

async function lastRun(): Promise<string> {
  const runs = await readdir(join(folder, 'reports'));
  return join('reports', runs.toSorted().at(-1) ?? '');
}

/** What is made of the run that came last. */
async function expectNoSecretOfLastRun(verbs: readonly (readonly string[])[]): Promise<void> {
  for (const [verb = '', ...flags] of verbs) {
    const ended = await command(verb, await lastRun(), ...flags);
    expect(ended.code, ended.stderr).not.toBe(107);
    await expectNoSecretAfter([verb, ...flags].join(' '), ended);
  }
}

async function samplesOfLastRun(): Promise<string> {
  const samples = await readFile(join(folder, await lastRun(), 'samples.ndjson'), 'utf8');
  expect(samples.trim().split('\n').length).toBeGreaterThan(6);
  return samples;
}

const RUN = ['run', 'scenario.mjs', '--endpoint', 'live'];
const DOCTOR = ['doctor', 'scenario.mjs', '--endpoint', 'live'];

it('a service that quotes the request in its answers brings no secret into what a run of workers or the doctor says', async () => {
  failing = false;
  const run = await command(...RUN, '--workers', '2', '--json');
  expect(JSON.parse(run.stdout)).toHaveProperty('targets');
  await expectNoSecretAfter('run --json', run);
  expect(await samplesOfLastRun()).toContain('"outcome":"ok"');
  await expectNoSecretOfLastRun([['report'], ['report', '--as', 'vllm']]);
  const doctor = await command(...DOCTOR);
  expect(doctor.stdout, doctor.stderr).toContain('target signed');
  await expectNoSecretAfter('doctor', doctor);
});

describe('a service that quotes the request in its errors', () => {
  beforeAll(() => {
    failing = true;
  });

  it('brings no secret into what a run writes or prints, nor into what is made of it', async () => {
    const run = await command(...RUN);
    expect(run.stdout, run.stderr).toContain('Report');
    await expectNoSecretAfter('run', run);
    const samples = await samplesOfLastRun();
    expect(samples).not.toContain('"outcome":"ok"');
    expect(samples).toContain('***');
    await expectNoSecretOfLastRun([
      ['report'],
      ['report', '--json'],
      ['plan'],
      ['plan', '--json'],
      ['report', '--as', 'vllm'],
    ]);
  });

  it('brings none into JSON on stdout, nor where workers ask', async () => {
    const run = await command(...RUN, '--workers', '2', '--json');
    expect(JSON.parse(run.stdout)).toHaveProperty('targets');
    await expectNoSecretAfter('run --json', run);
  });

  it.each([[[]], [['--json']]])('brings none into what doctor says %j', async (flags) => {
    const ended = await command(...DOCTOR, ...flags);
    expect(ended.stdout, ended.stderr).toContain('target signed');
    await expectNoSecretAfter('doctor', ended);
  });
});

it('sends the user of a URL as the Basic authorization it means', () => {
  const proof = Buffer.from(`someone:${CANARIES.password}`).toString('base64');
  expect(authorizations.get('user')).toBe(`Basic ${proof}`);
  expect(authorizations.get('headers')).toBe('');
  expect(authorizations.get('command')).toBe(`Bearer ${CANARIES.command}`);
});

describe('a scenario that cannot be used', () => {
  const good = 'dataset: questions.jsonl\nprompt: { maxTokens: 9 }\nvus: 1\niterations: 1\n';
  const SECRET_FOR_VARIABLE = `${good}target: { kind: http, url: "http://127.0.0.1:9/", body: a, answer: text, auth: { kind: bearer, env: ${CANARIES.bearer} } }`;
  it.each<[string, string]>([
    ['no YAML', `target: { kind: http, headers: { x-functions-key: ${CANARIES.functions}`],
    ['a secret in place of its variable', SECRET_FOR_VARIABLE],
    [
      'a password in a URL of another scheme',
      `${good}target: { kind: http, url: "ftp://u:${encodeURIComponent(CANARIES.password)}@127.0.0.1/x", body: a, answer: text }`,
    ],
    [
      'a template that is none',
      `${good}target: { kind: http, url: "http://127.0.0.1:9/", answer: text, body: { api_key: "${CANARIES.deep} {{ question" } }`,
    ],
  ])('is told without a secret: %s', async (_, text) => {
    await writeFile(join(folder, 'bad.yaml'), text);
    const ended = await command('run', 'bad.yaml', '--endpoint', 'live');
    expect(ended.code).toBe(104);
    await expectNoSecretAfter('run', ended);
  });

  it.each([
    [['run', 'bad.yaml', '--endpoint', 'live', '--json']],
    [['doctor', 'bad.yaml', '--endpoint', 'live']],
    [['doctor', 'bad.yaml', '--endpoint', 'live', '--json']],
    [['plan', 'bad.yaml']],
    [['report', 'bad.yaml']],
  ])('is told without a secret by %j too', async (words) => {
    await writeFile(join(folder, 'bad.yaml'), SECRET_FOR_VARIABLE);
    const ended = await command(...words);
    expect(ended.code).toBe(104);
    await expectNoSecretAfter(words.join(' '), ended);
  });

  it.each(['Ae7emulateCanary', 'id:Ae7emulateCanary'])(
    'is told without the access key of an emulator: %s',
    async (key) => {
      const words = ['emulate', '--port', '0', '--verify-signatures', '--access-key', key];
      const ended = await command(...words, '--bucket', 'Ae7emulateCanary');
      expect(ended.code).toBe(104);
      expect(ended.stderr).toContain('***');
      expect(ended.stdout + ended.stderr).not.toContain('Ae7emulateCanary');
    },
  );
});

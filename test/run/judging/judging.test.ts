import { once } from 'node:events';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { findingsOf } from '../../doctor/doctor-in-process.ts';
import { runInProcess } from '../run-in-process.ts';

interface Chat {
  readonly model: string;
  readonly temperature?: number;
  readonly messages: readonly { readonly content: string }[];
}

interface Said {
  readonly status?: number;
  readonly content?: string | null;
  readonly error?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** An OpenAI-compatible server: `model` answers questions, `judge` grades what it is shown. */
async function serve(say: (chat: Chat, question: string) => Said): Promise<string> {
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      if (request.method !== 'POST') return response.writeHead(404).end();
      const chat = JSON.parse(body) as Chat;
      const {
        status = 200,
        content = null,
        error,
        headers,
      } = say(chat, chat.messages.at(-1)?.content ?? '');
      response.writeHead(status, { 'content-type': 'application/json', ...headers });
      const message = { role: 'assistant', content };
      const choices = [{ index: 0, message, finish_reason: 'stop' }];
      const usage = { prompt_tokens: 9, completion_tokens: 3 };
      response.end(
        JSON.stringify(error === undefined ? { choices, usage } : { error: { message: error } }),
      );
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  servers.push(server);
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const grade = (level: number, criterion = 'relevance'): string =>
  JSON.stringify({ [criterion]: { reason: 'As it stands.', level } });

interface Case {
  readonly origin: string;
  readonly rows: readonly Readonly<Record<string, unknown>>[];
  readonly iterations?: number;
  readonly judge?: Readonly<Record<string, unknown>>;
  readonly thresholds?: Readonly<Record<string, readonly string[]>>;
}

async function folderFor({ origin, rows, iterations, judge, thresholds }: Case): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'proofload-judge-'));
  await writeFile(
    join(folder, 'rows.jsonl'),
    rows.map((row) => `${JSON.stringify(row)}\n`).join(''),
  );
  const asked = { kind: 'openai', url: `${origin}/v1`, stream: false };
  const scenario = {
    endpoint: origin,
    target: { ...asked, model: 'model' },
    dataset: { file: 'rows.jsonl', order: 'sequential' },
    vus: 2,
    iterations: iterations ?? rows.length,
    ...(judge === undefined
      ? {}
      : {
          judge: {
            target: { ...asked, model: 'judge' },
            criteria: ['relevance'],
            sample: 1000,
            ...judge,
          },
        }),
    thresholds: thresholds ?? {},
  };
  await writeFile(join(folder, 'scenario.json'), JSON.stringify(scenario));
  return folder;
}

async function run(made: Case) {
  const { code, text, result, read } = await runInProcess(await folderFor(made));
  const [target] = result.targets;
  if (target === undefined) throw new Error(text);
  const verdicts = Object.fromEntries(
    target.thresholds.map(({ metric, expression, verdict }) => [
      `${metric} ${expression}`,
      verdict,
    ]),
  );
  return { code, text, result, target, verdicts, read };
}

/**
 * Expects a verdict of each threshold. On a machine so busy that the run calls its own clock into doubt,
 * what would pass or fail may be withheld.
 */
function expectVerdicts(
  { result, verdicts }: Awaited<ReturnType<typeof run>>,
  wanted: Readonly<Record<string, string>>,
): void {
  expect(Object.keys(verdicts).toSorted()).toEqual(Object.keys(wanted).toSorted());
  for (const [threshold, verdict] of Object.entries(wanted)) {
    const withheld = result.validity === 'invalid' && /^(pass|fail)$/.test(verdict);
    expect(withheld ? [verdict, 'inconclusive'] : [verdict], threshold).toContain(
      verdicts[threshold],
    );
  }
}

async function doctor(made: Case) {
  const findings = await findingsOf(await folderFor(made));
  return { findings, judge: findings.filter(({ subject }) => subject === 'judge') };
}

const rows = (n: number, more: (i: number) => object = () => ({})) =>
  Array.from({ length: n }, (_, i) => ({ id: `row-${i}`, question: `What of ${i}?`, ...more(i) }));

describe('a run with a judge', () => {
  it('tells the judge in its message what it grades by, and what each level means', async () => {
    let seen = '';
    const origin = await serve(({ model, messages }) => {
      if (model === 'judge') seen = messages.at(-1)?.content ?? '';
      return { content: model === 'judge' ? grade(1, 'kind') : 'So.' };
    });
    const kind = {
      name: 'kind',
      question: 'Is the tone kind?',
      levels: ['It is rude.', 'It is warm.'],
      pass: 1,
    };
    const { target } = await run({ origin, rows: rows(2), judge: { criteria: [kind] } });
    expect(target.quality.overall?.scored).toBe(2);
    for (const words of ['Is the tone kind?', 'Level 0: It is rude.', 'Level 1: It is warm.']) {
      expect(seen).toContain(words);
    }
  });

  it('scores by a judge that refuses a temperature, and says so', async () => {
    const refusing = ({ model, temperature }: Chat): Said => {
      if (model !== 'judge') return { content: 'So.' };
      if (temperature === undefined) return { content: grade(2) };
      return { status: 400, error: "Unsupported value: 'temperature' does not support 0." };
    };
    const made = { origin: await serve(refusing), rows: rows(6), judge: {} };
    const { result, text } = await run(made);
    expect(result.judge).toMatchObject({ omitted: ['temperature'], account: { scored: 6 } });
    expect(text).toContain('The judge refuses the parameter temperature');
    const { judge } = await doctor(made);
    expect(judge).toEqual([
      expect.objectContaining({ level: 'ok', message: expect.stringContaining('temperature') }),
    ]);
  });

  it('calls a judge of which every call failed a mistake, in every report, and so does the doctor', async () => {
    const origin = await serve(({ model }) =>
      model === 'judge'
        ? { status: 400, error: 'response_format json_schema is not supported' }
        : { content: 'So.' },
    );
    const made = { origin, rows: rows(6), judge: {}, thresholds: { quality_pass: ['rate>=0.5'] } };
    const ended = await run(made);
    const { text, code, result, read } = ended;
    expect(code).not.toBe(0);
    expectVerdicts(ended, { 'quality_pass rate>=0.5': 'no-data' });
    expect(result.headline).toContain('The judge scored 0 of 6 answers, and failed on 6.');
    const reports = [text, ...['summary.md', 'junit.xml', 'report.html'].map(read)];
    for (const report of reports) {
      expect(report).toMatch(/scored none of the 6 answers/);
      expect(report.replaceAll('\\', '')).toMatch(/json_schema is not supported/);
    }
    const { judge } = await doctor(made);
    expect(judge).toEqual([
      expect.objectContaining({
        level: 'problem',
        message: expect.stringContaining('json_schema is not supported'),
      }),
    ]);
  });

  it('lets no threshold on quality pass by answers that the judge failed on', async () => {
    const origin = await serve(({ model }, said) => {
      if (model !== 'judge') return { content: 'So.' };
      const index = Number(/What of (\d+)/.exec(said)?.[1]);
      return { content: index % 3 === 0 ? 'I had rather not.' : grade(2) };
    });
    const ended = await run({
      origin,
      rows: rows(60, (i) => ({ tenant: i % 3 === 0 ? 'hard' : 'easy' })),
      thresholds: {
        quality_pass: ['rate>=0.9', 'rate>=0.5', 'rate<0.5'],
        'quality_pass{tenant:easy}': ['rate>=0.9'],
        'quality_pass{tenant:hard}': ['rate>=0.9'],
        'quality_pass{criterion:relevance}': ['rate>=0.9'],
        quality: ['avg>=0.9'],
        good: ['rate>=0.9', 'rate>=0.5'],
        judge_errors: ['rate<0.02'],
        judged: ['rate>=0.98'],
      },
      judge: {},
    });
    const { code, text, read, target } = ended;
    expectVerdicts(ended, {
      'quality_pass rate>=0.9': 'inconclusive',
      'quality_pass rate>=0.5': 'pass',
      'quality_pass rate<0.5': 'fail',
      'quality_pass{tenant:easy} rate>=0.9': 'pass',
      'quality_pass{tenant:hard} rate>=0.9': 'no-data',
      'quality_pass{criterion:relevance} rate>=0.9': 'inconclusive',
      'quality avg>=0.9': 'inconclusive',
      'good rate>=0.9': 'inconclusive',
      'good rate>=0.5': 'pass',
      'judge_errors rate<0.02': 'fail',
      'judged rate>=0.98': 'fail',
    });
    expect(code).not.toBe(0);
    expect(target.metrics['judge_errors']).toMatchObject({ rate: 1 / 3 });
    for (const report of [text, ...['summary.md', 'junit.xml', 'report.html'].map(read)]) {
      expect(report.replaceAll('\\', '')).toMatch(
        /failed on 20 of 60 answers it received: 20 not_json/,
      );
    }
  });

  it('gives empty answers the lowest level without asking, and counts them', async () => {
    const shown: string[] = [];
    const origin = await serve(({ model }, said) => {
      if (model === 'judge') {
        shown.push(said);
        return { content: grade(2) };
      }
      const index = Number(/What of (\d+)/.exec(said)?.[1]);
      return { content: [null, '', ' \n', 'So.'][index % 4] ?? null };
    });
    const ended = await run({
      origin,
      rows: rows(40),
      judge: {},
      thresholds: { quality_pass: ['rate>=0.9'], good: ['rate>=0.9'] },
    });
    const { text, target } = ended;
    expect(target.quality.overall).toMatchObject({ passRate: 0.25, scored: 40 });
    expectVerdicts(ended, { 'quality_pass rate>=0.9': 'fail', 'good rate>=0.9': 'fail' });
    expect(shown).toHaveLength(10);
    expect(text).toContain('30 of them because they were empty');
    expect(text).toContain('gave all 10 answers it received the same score');
  });

  it('says what no answer could be judged by, and the doctor warns of it', async () => {
    const origin = await serve(({ model }) => ({ content: model === 'judge' ? grade(2) : 'So.' }));
    const made = { origin, rows: rows(3), judge: { criteria: ['faithfulness'] } };
    const { text, read } = await run(made);
    for (const report of [text, read('report.html')]) {
      expect(report).toContain('0 of 3 answers drawn');
      expect(report).toContain('3 answers not judged: faithfulness needs passages');
    }
    const { judge } = await doctor(made);
    expect(judge[0]).toMatchObject({
      level: 'warning',
      message: expect.stringContaining('no row has any'),
    });
  });

  it('estimates what is good from the answers that were judged', async () => {
    const origin = await serve(({ model }, said) => {
      if (model !== 'judge') return { content: 'So.' };
      return { content: grade(Number(/What of (\d+)/.exec(said)?.[1]) % 2 === 0 ? 2 : 0) };
    });
    const ended = await run({
      origin,
      rows: rows(300),
      judge: { sample: 40 },
      thresholds: { good: ['rate>=0.9', 'rate<0.75'] },
    });
    const { target } = ended;
    const good = target.metrics['good'];
    const pass = target.quality.overall?.passRate ?? 1;
    expect(good).toMatchObject({ n: 40, rate: pass });
    expect(pass).toBeLessThan(0.75);
    expectVerdicts(ended, { 'good rate>=0.9': 'fail', 'good rate<0.75': 'pass' });
  });
});

describe('a threshold on tenant leaks', () => {
  const leaks = { tenant_leaks: ['count==0'] };

  it('has no data where the dataset names no canary', async () => {
    const made = {
      origin: await serve(() => ({ content: 'So.' })),
      rows: rows(6, (i) => ({ tenant: `t${i % 2}` })),
      thresholds: leaks,
    };
    const ended = await run(made);
    const { target } = ended;
    expectVerdicts(ended, { 'tenant_leaks count==0': 'no-data' });
    expect(target.thresholds[0]?.why).toContain('no row of the dataset has a canary');
    const { findings } = await doctor(made);
    expect(findings).toContainEqual(
      expect.objectContaining({
        level: 'warning',
        message: expect.stringContaining('no row has a canary'),
      }),
    );
  });

  it.each([
    ['a number, as it prints one', 77_410_035, 'Account 77,410,035.'],
    ['a text in full-width letters', 'KESTREL-7741', 'See ＫＥＳＴＲＥＬ７７４１.'],
  ])('finds %s', async (_, canary, content) => {
    const origin = await serve(() => ({ content }));
    const ended = await run({
      origin,
      rows: rows(6, (i) => ({ tenant: `t${i % 2}`, ...(i === 0 ? { canary } : {}) })),
      thresholds: leaks,
    });
    const { text } = ended;
    expectVerdicts(ended, { 'tenant_leaks count==0': 'fail' });
    expect(text).toContain('Looked for 1 secret marker of 1 tenant in 3 answers: 3 were found');
    expect(text).toContain("Their owners' answers contained them in 3 of 3 answers");
  });
});

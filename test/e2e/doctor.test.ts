import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { CheckResult } from '../../src/doctor/finding.ts';
import type { IamPolicy } from '../../src/scenario/emulator/iam-policy.ts';
import { proofload, scenarioFolder, start } from './command.ts';

const MODEL = 'us.amazon.nova-micro-v1:0';
const TARGETS = {
  target: undefined,
  targets: {
    streamed: { kind: 'bedrock-converse', model: MODEL },
    whole: { kind: 'bedrock-converse', model: 'amazon.nova-micro-v1:0', stream: false },
  },
  scenarios: Object.fromEntries(
    ['streamed', 'whole'].map((target) => [
      target,
      { executor: 'shared-iterations', vus: 1, iterations: 1, target },
    ]),
  ),
};

function level(stdout: string, subject: string): string | undefined {
  const findings = JSON.parse(stdout) as CheckResult[];
  return findings.find((finding) => finding.subject === subject)?.level;
}

function expectRemedies(findings: readonly CheckResult[]): void {
  const bare = findings.filter(({ level, remedy }) => level !== 'ok' && (remedy ?? '') === '');
  expect(bare).toEqual([]);
}

describe('proofload doctor', () => {
  it('finds a good scenario good, with a finding for all that a run needs', async () => {
    const folder = await scenarioFolder({ demand: '50000/day' });
    const { code, stdout } = await proofload(folder, ['doctor', 'scenario.json', '--json']);
    const findings = JSON.parse(stdout) as CheckResult[];
    expect(code).toBe(0);
    expect(findings.map(({ subject }) => subject)).toEqual([
      'node',
      'dataset',
      'price of target',
      'options of target',
      'demand',
      'place',
      'transport',
      'target target',
      'aws sdk',
      'clock',
      'quota of target',
    ]);
    expect(findings.filter((finding) => finding.level === 'problem')).toEqual([]);
    expectRemedies(findings);
  });

  it('goes on after each problem, says its remedy and exits with 104', async () => {
    const folder = await scenarioFolder({
      dataset: 'question.jsonl',
      demand: { queries: '1/s', profile: 'campsu' },
      thresholds: { latencyy: ['p(95)<1'] },
    });
    const { code, stdout } = await proofload(folder, ['doctor', 'scenario.json', '--json']);
    expect(code).toBe(104);
    for (const subject of ['dataset', 'demand', 'thresholds']) {
      expect(level(stdout, subject)).toBe('problem');
    }
    expect(level(stdout, 'target target')).toBe('ok');
    expect(stdout).toMatch(/Did you mean .*questions\.jsonl/);
    expectRemedies(JSON.parse(stdout) as CheckResult[]);
  });

  it('tells a wrong clock, a key that overrides, another region and a refusal', async () => {
    const server = createServer((_, response) => {
      response.sendDate = false;
      response.setHeader('date', new Date(Date.now() - 3_600_000).toUTCString());
      response.setHeader('x-amzn-errortype', 'AccessDeniedException');
      response.writeHead(403).end('{"message":"You don\'t have access to the model."}');
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const folder = await scenarioFolder({});
    const endpoint = `http://127.0.0.1:${port}`;
    const { code, stdout } = await proofload(
      folder,
      ['doctor', 'scenario.json', '--json', '--endpoint', endpoint],
      { AWS_BEARER_TOKEN_BEDROCK: 'key' },
    );
    server.closeAllConnections();
    server.close();
    expect(code).toBe(104);
    expect(level(stdout, 'identity')).toBe('warning');
    expect(level(stdout, 'target target')).toBe('problem');
    expect(level(stdout, 'clock')).toBe('problem');
    expect(level(stdout, 'quotas')).toBe('warning');
    expect(stdout).toContain('Request access to the model');
    expect(stdout).toContain('Sign in again');
    expectRemedies(JSON.parse(stdout) as CheckResult[]);
  });

  it('looks at every kind of target, and at the quotas of what it asks', async () => {
    const http = { kind: 'http', body: {}, answer: 'answer' };
    const targets: Record<string, object> = {
      converse: { kind: 'bedrock-converse', model: MODEL },
      invoke: { kind: 'bedrock-invoke', model: 'amazon.nova-lite-v1:0' },
      endpoint: {
        kind: 'sagemaker',
        endpointName: 'support',
        instances: { type: 'ml.g5.2xlarge', count: 5, perHour: 1.515 },
      },
      runtime: {
        kind: 'openai',
        url: 'https://bedrock-runtime.us-east-1.amazonaws.com/openai/v1',
        model: 'openai.gpt-oss-120b-1:0',
        auth: { kind: 'sigv4', service: 'bedrock' },
      },
      messages: { kind: 'anthropic', model: 'claude-sonnet-4-5' },
      base: { kind: 'knowledge-base', knowledgeBaseId: 'KB12345678', model: MODEL },
      agent: { kind: 'bedrock-agent', agentId: 'AGENT12345', agentAliasId: 'ALIAS12345' },
      lambda: { kind: 'lambda', functionName: 'support', body: {}, answer: 'answer' },
      api: { ...http, url: 'https://abc.execute-api.us-east-1.amazonaws.com/prod/answer' },
      socket: {
        ...http,
        kind: 'websocket',
        url: 'wss://abc.execute-api.us-east-1.amazonaws.com/prod/answer',
        answer: 'delta',
        done: 'done',
      },
    };
    const names = Object.keys(targets);
    const folder = await scenarioFolder({
      target: undefined,
      targets,
      vus: undefined,
      iterations: undefined,
      scenarios: Object.fromEntries(
        names.map((target) => [
          target,
          {
            executor: 'constant-arrival-rate',
            rate: 600,
            timeUnit: '1s',
            duration: '1s',
            preAllocatedVUs: 1,
            target,
          },
        ]),
      ),
      emulator: {
        knowledgeBases: { KB12345678: { dataset: 'questions.jsonl' } },
        quotas: { [MODEL]: { tokensPerMinute: 600_000 } },
      },
    });
    const { stdout, stderr } = await proofload(folder, ['doctor', 'scenario.json', '--json']);
    expect(stderr).toBe('');
    const findings = JSON.parse(stdout) as CheckResult[];
    expectRemedies(findings);
    const subjects = findings.map(({ subject }) => subject);
    for (const name of names) {
      expect(subjects).toContain(`target ${name}`);
      expect(subjects).toContain(`price of ${name}`);
    }
    expect(subjects).toContain('transport');
    expect(subjects.filter((subject) => subject.startsWith('quota'))).toEqual([
      'quota of converse, base',
      'quota of invoke',
      'quota of runtime',
      'quota of endpoint',
    ]);
    expect(level(stdout, 'quota of invoke')).toBe('ok');
    expect(level(stdout, 'quota of endpoint')).toBe('warning');
  });

  it('finds a rate that no quota allows a problem, and shows the arithmetic', async () => {
    const folder = await scenarioFolder({
      vus: undefined,
      iterations: undefined,
      scenarios: {
        fast: {
          executor: 'constant-arrival-rate',
          rate: 600,
          duration: '1s',
          preAllocatedVUs: 1,
        },
      },
      emulator: { quotas: { 'amazon.nova-micro-v1:0': { tokensPerMinute: 600_000 } } },
    });
    const { code, stdout } = await proofload(folder, ['doctor', 'scenario.json', '--json']);
    expect(code).toBe(104);
    expect(level(stdout, 'quota of target')).toBe('problem');
    expect(stdout).toMatch(
      /600\/s × \(\d+ in \+ 60 max_tokens\) is [\d,]+ tokens a minute at most/,
    );
    expect(stdout).toContain('The account may use 600,000 tokens a minute.');
  });

  it('is read by people where no JSON is asked for', async () => {
    const folder = await scenarioFolder({});
    const { stdout } = await proofload(folder, ['doctor', 'scenario.json']);
    expect(stdout).toContain('✓ dataset');
    expect(stdout).toMatch(/No problem, \d warnings?\.\n$|No problems\.\n$/);
  });
});

describe('proofload doctor --iam', () => {
  async function policyOf(folder: string): Promise<IamPolicy> {
    const words = ['doctor', 'scenario.json', '--iam', '--account', '111122223333'];
    const { code, stdout, stderr } = await proofload(folder, words);
    expect(code).toBe(0);
    expect(stderr).toBe('');
    return JSON.parse(stdout) as IamPolicy;
  }

  async function runUnder(folder: string, policy: IamPolicy): Promise<unknown[]> {
    writeFileSync(join(folder, 'policy.json'), JSON.stringify(policy));
    const words = ['emulate', '--port', '0', '--json', '--iam-policy', 'policy.json'];
    const { child, ended } = start(folder, words);
    const [line] = (await once(child.stdout ?? child, 'data')) as [Buffer];
    const { url } = JSON.parse(line.toString()) as { url: string };
    const run = ['run', 'scenario.json', '--json', '--endpoint', url];
    const { stdout } = await proofload(folder, run);
    child.kill('SIGTERM');
    await ended;
    const { targets } = JSON.parse(stdout) as { targets: { outcomes: unknown }[] };
    return targets.map(({ outcomes }) => outcomes);
  }

  it('prints a policy that a run passes with, and with less of it does not', async () => {
    const folder = await scenarioFolder(TARGETS);
    const policy = await policyOf(folder);
    expect(await runUnder(folder, policy)).toEqual([{ ok: 1 }, { ok: 1 }]);
    const less = { ...policy, Statement: policy.Statement.slice(1) };
    expect(await runUnder(folder, less)).toContainEqual({ refused_request: 1 });
  });

  it('covers the judge, and says what must be a wildcard, named or added by hand', async () => {
    const auth = { kind: 'sigv4', service: 'lambda' };
    const http = { kind: 'http', body: {}, answer: 'answer', auth };
    const folder = await scenarioFolder({
      target: undefined,
      targets: {
        base: { kind: 'knowledge-base', knowledgeBaseId: 'KB12345678', model: MODEL },
        url: { ...http, url: 'https://abc.lambda-url.us-east-1.on.aws/' },
        own: { ...http, url: 'https://api.example.com/ask' },
      },
      vus: undefined,
      iterations: undefined,
      scenarios: { base: { executor: 'shared-iterations', vus: 1, iterations: 1, target: 'base' } },
      judge: {
        target: { kind: 'bedrock-converse', model: 'amazon.nova-pro-v1:0', stream: false },
        criteria: ['correctness'],
        sample: 1,
      },
    });
    const words = ['doctor', 'scenario.json', '--iam', '--account', '111122223333'];
    const { code, stdout, stderr } = await proofload(folder, words);
    expect(code).toBe(0);
    expect(stdout).toContain('foundation-model/amazon.nova-pro-v1:0');
    expect(stderr.trim().split('\n')).toEqual([
      'proofload: target own is not in the policy: what it needs is not known here: add it yourself.',
      'proofload: AWS guards bedrock:RetrieveAndGenerate by no resource, so that its statement must say *.',
      'proofload: put the name of the function behind that URL in place of FUNCTION_OF_abc.',
    ]);
  });

  it('names a placeholder where no account was given, and says so', async () => {
    const folder = await scenarioFolder(TARGETS);
    const { stdout, stderr } = await proofload(folder, ['doctor', 'scenario.json', '--iam']);
    expect(stdout).toContain(`:ACCOUNT_ID:inference-profile/${MODEL}`);
    expect(stderr).toContain('give --account');
  });

  it.each([
    [{}, ['--account', '12'], 'is no AWS account'],
    [
      { target: { kind: 'openai', url: 'http://127.0.0.1:1/v1', model: 'm' } },
      [],
      'They are asked unsigned, so they need no policy',
    ],
  ])('exits with 104 where there is none to print: %#', async (scenario, words, complaint) => {
    const folder = await scenarioFolder(scenario);
    const ended = await proofload(folder, ['doctor', 'scenario.json', '--iam', ...words]);
    expect(ended.code).toBe(104);
    expect(ended.stderr).toContain(complaint);
  });
});

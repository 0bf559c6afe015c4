import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { CheckResult } from '../../src/doctor/finding.ts';
import type { IamPolicy } from '../../src/scenario/emulator/iam-policy.ts';
import { type InProcessRun, runInProcess, runOnEmulator } from '../run/run-in-process.ts';
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
    expect(
      findings.filter(({ level, remedy }) => level === 'problem' || (level !== 'ok' && !remedy)),
    ).toEqual([]);
  });

  it('exits with 104 where there is a problem, and is read by people where no JSON is asked for', async () => {
    const folder = await scenarioFolder({ thresholds: { latencyy: ['p(95)<1'] } });
    const { code, stdout } = await proofload(folder, ['doctor', 'scenario.json']);
    expect(code).toBe(104);
    expect(stdout).toContain('✓ dataset');
    expect(stdout).toContain('✕ thresholds');
    expect(stdout).toMatch(/1 problem, \d warnings?\.\n$/);
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

  const outcomesOf = ({ result }: InProcessRun) => result.targets.map(({ outcomes }) => outcomes);

  /** Runs under a policy of the emulator that the command line starts. */
  async function runUnder(folder: string, policy: IamPolicy): Promise<unknown[]> {
    writeFileSync(join(folder, 'policy.json'), JSON.stringify(policy));
    const words = ['emulate', '--port', '0', '--json', '--iam-policy', 'policy.json'];
    const { child, ended } = start(folder, words);
    const [line] = (await once(child.stdout ?? child, 'data')) as [Buffer];
    const { url } = JSON.parse(line.toString()) as { url: string };
    try {
      return outcomesOf(await runInProcess(folder, { endpoint: url }));
    } finally {
      child.kill('SIGTERM');
      await ended;
    }
  }

  it('prints a policy that a run passes with, and with less of it does not', async () => {
    const folder = await scenarioFolder(TARGETS);
    const policy = await policyOf(folder);
    const guarded = await scenarioFolder({ ...TARGETS, emulator: { iamPolicy: policy } });
    expect(outcomesOf(await runOnEmulator(guarded))).toEqual([{ ok: 1 }, { ok: 1 }]);
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

import { createServer } from 'node:http';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { CheckResult } from '../../src/doctor/finding.ts';
import { scenarioFolder } from '../e2e/command.ts';
import { listening } from '../run/chat-service.ts';
import { findingsOf, findingsOnEmulator } from './doctor-in-process.ts';

const MODEL = 'us.amazon.nova-micro-v1:0';

afterEach(() => void vi.unstubAllEnvs());

function levelOf(findings: readonly CheckResult[], subject: string): string | undefined {
  return findings.find((finding) => finding.subject === subject)?.level;
}

function expectRemedies(findings: readonly CheckResult[]): void {
  const bare = findings.filter(({ level, remedy }) => level !== 'ok' && (remedy ?? '') === '');
  expect(bare).toEqual([]);
}

describe('the doctor', () => {
  it('goes on after each problem, and says its remedy', async () => {
    const folder = await scenarioFolder({
      dataset: 'question.jsonl',
      demand: { queries: '1/s', profile: 'campsu' },
      thresholds: { latencyy: ['p(95)<1'] },
    });
    const findings = await findingsOnEmulator(folder);
    for (const subject of ['dataset', 'demand', 'thresholds']) {
      expect(levelOf(findings, subject)).toBe('problem');
    }
    expect(levelOf(findings, 'target target')).toBe('ok');
    expect(JSON.stringify(findings)).toMatch(/Did you mean .*questions\.jsonl/);
    expectRemedies(findings);
  });

  it('tells a wrong clock, a key that overrides, another region and a refusal', async () => {
    const server = createServer((_, response) => {
      response.sendDate = false;
      response.setHeader('date', new Date(Date.now() - 3_600_000).toUTCString());
      response.setHeader('x-amzn-errortype', 'AccessDeniedException');
      response.writeHead(403).end('{"message":"You don\'t have access to the model."}');
    });
    const endpoint = `http://127.0.0.1:${await listening(server)}`;
    const folder = await scenarioFolder({});
    vi.stubEnv('AWS_BEARER_TOKEN_BEDROCK', 'key');
    vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
    for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_PROFILE']) {
      vi.stubEnv(name, undefined);
    }
    for (const name of ['AWS_CONFIG_FILE', 'AWS_SHARED_CREDENTIALS_FILE']) {
      vi.stubEnv(name, join(folder, 'absent'));
    }
    const findings = await findingsOf(folder, { endpoint });
    expect(levelOf(findings, 'identity')).toBe('warning');
    expect(levelOf(findings, 'target target')).toBe('problem');
    expect(levelOf(findings, 'clock')).toBe('problem');
    expect(levelOf(findings, 'quotas')).toBe('warning');
    expect(JSON.stringify(findings)).toContain('Request access to the model');
    expect(JSON.stringify(findings)).toContain('Sign in again');
    expectRemedies(findings);
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
    const findings = await findingsOnEmulator(folder);
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
    expect(levelOf(findings, 'quota of invoke')).toBe('ok');
    expect(levelOf(findings, 'quota of endpoint')).toBe('warning');
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
    const findings = await findingsOnEmulator(folder);
    const text = JSON.stringify(findings);
    expect(levelOf(findings, 'quota of target')).toBe('problem');
    expect(text).toMatch(/600\/s × \(\d+ in \+ 60 max_tokens\) is [\d,]+ tokens a minute at most/);
    expect(text).toContain('The account may use 600,000 tokens a minute.');
  });
});

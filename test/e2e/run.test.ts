import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { proofload, proofloadOnFullDisk, scenarioFolder, start } from './command.ts';
import { expectCode } from './expect-code.ts';

function runDirectory(folder: string): string {
  const [id = ''] = readdirSync(join(folder, 'reports'));
  return join(folder, 'reports', id);
}

describe('the built command', () => {
  it('can be run by its own name, as npx does', () => {
    const main = resolve(import.meta.dirname, '../../dist/cli/main.js');
    expect(execFileSync(main, ['--version'], { encoding: 'utf8' })).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});

describe('proofload run', () => {
  it('warns of a key that overrides other credentials, where the service is no emulator', async () => {
    const folder = await scenarioFolder({ endpoint: 'http://127.0.0.1:1', iterations: 1, vus: 1 });
    const key = { AWS_BEARER_TOKEN_BEDROCK: 'key' };
    const { stderr } = await proofload(folder, ['run', 'scenario.json', '--quiet'], key);
    expect(stderr).toContain('AWS_BEARER_TOKEN_BEDROCK is set: Bedrock requests use this key');
  });

  it('prints one JSON document alone on stdout and leaves every file behind, of which the same reports and a plan are made again', async () => {
    const folder = await scenarioFolder({
      demand: '50000/day',
      judge: {
        target: { kind: 'bedrock-converse', model: 'amazon.nova-micro-v1:0', stream: false },
        criteria: ['correctness', 'faithfulness'],
        sample: 6,
      },
      thresholds: { latency: ['p(50)<20000'] },
    });
    const run = await proofload(folder, ['run', 'scenario.json', '--json']);
    const result: unknown = JSON.parse(run.stdout);
    expectCode(run.code, 0);
    expect(result).toMatchObject({
      verdict: 'pass',
      emulated: true,
      validity: expect.stringMatching(/^(valid|suspect)$/) as unknown,
      targets: [
        {
          metrics: {
            latency: {
              n: 12,
              p50: expect.any(Number) as unknown,
              p90: expect.any(Number) as unknown,
              p95: expect.any(Number) as unknown,
              p99: expect.any(Number) as unknown,
            },
            throttled: { rate: 0 },
            failed: { rate: 0 },
          },
          cost: { per1k: expect.any(Number) as unknown, perMonth: expect.any(Number) as unknown },
          quality: { criteria: { correctness: { scored: 6 }, faithfulness: { scored: 6 } } },
        },
      ],
    });
    const directory = runDirectory(folder);
    expect(readdirSync(directory).sort()).toEqual([
      'answers.ndjson',
      'junit.xml',
      'metrics.hlog',
      'report.html',
      'result.json',
      'run.json',
      'samples.ndjson',
      'scores.ndjson',
      'summary.md',
    ]);
    const report = readFileSync(join(directory, 'report.html'), 'utf8');
    expect(report).toContain('Emulated run');
    expect(report).not.toContain(folder);
    const samples = readFileSync(join(directory, 'samples.ndjson'), 'utf8').trim().split('\n');
    expect(samples).toHaveLength(12);

    expect((await proofload(folder, ['report', directory])).code).toBe(0);
    expect(readFileSync(join(directory, 'report.html'), 'utf8')).toBe(report);
    const demand = [
      '--demand',
      '50000/day',
      '--budget',
      '5000',
      '--unit-price',
      '20',
      '--unit-tokens',
      '100000',
    ];
    const { code, stdout } = await proofload(folder, ['plan', directory, ...demand, '--json']);
    expectCode(code, 0);
    expect(JSON.parse(stdout)).toMatchObject({
      options: [{ target: 'target', perMonth: expect.any(Number) as unknown }],
      recommendation: { sentence: expect.any(String) as unknown },
      breakEven: [{ target: 'target' }],
      sensitivity: expect.any(Array) as unknown,
    });
  });

  it('exits 99 when a threshold fails, and says which', async () => {
    const folder = await scenarioFolder({ thresholds: { latency: ['p(50)<1'] } });
    const { code, stdout } = await proofload(folder, ['run', 'scenario.json']);
    expectCode(code, 99);
    expect(stdout).toMatch(/latency/);
  });

  it('on Ctrl-C ends with 105, a readable directory and a report that says so', async () => {
    const folder = await scenarioFolder({ iterations: undefined, duration: '60s' });
    const { child, ended } = start(folder, ['run', 'scenario.json', '--quiet']);
    await untilSamples(folder);
    child.kill('SIGINT');
    const { code, stderr } = await ended;
    expect(code).toBe(105);
    expect(stderr).toContain('stopping');
    const directory = runDirectory(folder);
    expect(readFileSync(join(directory, 'report.html'), 'utf8')).toContain('stopped by a signal');
    const lines = readFileSync(join(directory, 'samples.ndjson'), 'utf8').trim().split('\n');
    expect(lines.length).toBeGreaterThan(0);
    for (const line of lines) expect(() => JSON.parse(line) as unknown).not.toThrow();
  });
});

describe('a full disk', () => {
  it('ends the run with a sentence, and what was written before stays readable', async () => {
    const folder = await scenarioFolder({ vus: 8, iterations: undefined, duration: '60s' });
    const words = ['run', 'scenario.json', '--quiet'];
    const { code, stderr } = await proofloadOnFullDisk(folder, words, 16);
    expect(stderr).toMatch(/samples\.ndjson|answers\.ndjson/);
    expect(stderr).not.toContain('    at ');
    expect(code).toBe(104);
    const text = readFileSync(join(runDirectory(folder), 'samples.ndjson'), 'utf8');
    const lines = text.trim().split('\n');
    expect(lines.length).toBeGreaterThan(5);
    for (const line of lines) expect(() => JSON.parse(line) as unknown).not.toThrow();
  });
});

async function untilSamples(folder: string): Promise<void> {
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, 100));
    try {
      if (readFileSync(join(runDirectory(folder), 'samples.ndjson'), 'utf8') !== '') return;
    } catch {
      // Not there yet.
    }
  }
}

describe('what a new user gets wrong', () => {
  it('is told about an unknown key in one sentence, with exit code 104', async () => {
    const folder = await scenarioFolder({ treshold: {} });
    const { code, stderr, stdout } = await proofload(folder, ['run', 'scenario.json', '--json']);
    expect(stderr).toMatch(
      /scenario\.json:1:\d+: Unknown key "treshold"\. Did you mean "thresholds"\?/,
    );
    expect(stderr).not.toContain('    at ');
    expect(stdout).toBe('');
    expect(code).toBe(104);
  });

  it('is told of a run directory that is none', async () => {
    const folder = await scenarioFolder({});
    const { code, stderr } = await proofload(folder, ['report', 'nowhere']);
    expect(stderr).toContain('is not the directory of a run');
    expect(code).toBe(104);
  });
});

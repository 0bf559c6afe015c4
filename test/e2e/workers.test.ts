import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Sample } from '../../src/sample/sample.ts';
import { runOnEmulator } from '../run/run-in-process.ts';
import { proofload, scenarioFolder, start } from './command.ts';
import { expectCode } from './expect-code.ts';
import { runDirectory, untilFile } from './run-processes.ts';

const TWO = ['run', 'scenario.json', '--json', '--quiet', '--workers', '2'];

const rate = {
  executor: 'constant-arrival-rate',
  rate: 20,
  duration: '2s',
  preAllocatedVUs: 60,
  arrival: 'poisson',
};
const scenarios = { rate, users: { executor: 'shared-iterations', vus: 3, iterations: 10 } };

function samplesOf(directory: string): Sample[] {
  const text = readFileSync(join(directory, 'samples.ndjson'), 'utf8');
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- proofload wrote it
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Sample);
}

/** What a run was to send, in one order whoever sent it. */
function arrivals(samples: readonly Sample[]) {
  return samples
    .filter(({ phase }) => phase === 'measured')
    .map(({ scenario, index, queryId, due }) =>
      scenario === 'rate' ? { scenario, index, queryId, due } : { scenario, index, queryId },
    )
    .toSorted((a, b) => a.scenario.localeCompare(b.scenario) || a.index - b.index);
}

/** Due times cross from the run's clock to the worker's and back: a rounding of doubles apart. */
function rounded(list: ReturnType<typeof arrivals>) {
  return list.map((arrival) =>
    'due' in arrival ? { ...arrival, due: Number(arrival.due.toFixed(3)) } : arrival,
  );
}

describe('proofload run --workers', () => {
  it('sends what one process sends, arrival for arrival, and merges it into one result', async () => {
    const scenario = { scenarios, warmup: { iterations: 2 } };
    const one = await runOnEmulator(await scenarioFolder(scenario));
    const folder = await scenarioFolder(scenario);
    const { code, stdout, stderr } = await proofload(folder, TWO);
    expect(stderr).toBe('');
    expectCode(code, 0);
    const sent = samplesOf(runDirectory(folder));
    expect(rounded(arrivals(sent))).toEqual(rounded(arrivals(samplesOf(one.path))));
    const warm = sent.filter(({ phase }) => phase === 'warmup');
    expect(warm.map(({ index }) => index).toSorted((a, b) => a - b)).toEqual([0, 1]);
    expect(JSON.parse(stdout)).toMatchObject({
      environment: { workers: 2 },
      targets: [
        {
          outcomes: { ok: 50 },
          metrics: { latency: { n: 50 }, chunk_gap: { n: expect.any(Number) as unknown } },
        },
      ],
    });
    const answers = readFileSync(join(runDirectory(folder), 'answers.ndjson'), 'utf8');
    expect(answers.trim().split('\n')).toHaveLength(50);
    expect(answers).toContain('How many days may item');
  });

  it('stops all workers when a threshold over all of them can no longer recover', async () => {
    const folder = await scenarioFolder({
      scenarios: { rate: { ...rate, duration: '60s' } },
      thresholds: { latency: [{ threshold: 'p(50)<1', abortOnFail: true }] },
    });
    const { code, stdout } = await proofload(folder, TWO);
    expect(code).toBe(108);
    expect(JSON.parse(stdout)).toMatchObject({ stopped: 'threshold' });
  });

  it('passes a hang-up on to all workers as Ctrl-C, and reports what they had', async () => {
    const folder = await scenarioFolder({ scenarios: { rate: { ...rate, duration: '60s' } } });
    const { child, ended } = start(folder, TWO);
    await untilFile(folder, 'samples.ndjson');
    child.kill('SIGHUP');
    const { code, stdout } = await ended;
    expect(code).toBe(105);
    expect(JSON.parse(stdout)).toMatchObject({ stopped: 'signal' });
    expect(samplesOf(runDirectory(folder)).length).toBeGreaterThan(0);
  });

  it('tells the user’s mistake once, however many workers find it', async () => {
    const folder = await scenarioFolder({ endpoint: 'aws' });
    const { code, stderr } = await proofload(
      folder,
      ['run', 'scenario.json', '--workers', '3', '--quiet'],
      { AWS_EC2_METADATA_DISABLED: 'true' },
    );
    expect(stderr.match(/credentials/gi)).toHaveLength(1);
    expect(code).toBe(104);
  });

  it('refuses no workers', async () => {
    const folder = await scenarioFolder({});
    const { code, stderr } = await proofload(folder, ['run', 'scenario.json', '--workers', '0']);
    expect(stderr).toContain('It must be 1 or more.');
    expect(code).toBe(104);
  });
});

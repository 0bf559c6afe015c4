import { existsSync, readFileSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { type Ended, proofload, proofloadOnFewFiles, scenarioFolder, start } from './command.ts';
import { expectCode } from './expect-code.ts';
import { childrenOf, runDirectory, untilFile, untilGone } from './run-processes.ts';

const rate = {
  executor: 'constant-arrival-rate',
  rate: 10,
  duration: '60s',
  preAllocatedVUs: 40,
};

async function steadyFolder(): Promise<string> {
  return scenarioFolder({
    vus: undefined,
    iterations: undefined,
    scenarios: { rate },
    thresholds: { latency: ['p(50)<60000'] },
  });
}

async function crowdedFolder(inFlight: number): Promise<string> {
  return scenarioFolder({ vus: inFlight, iterations: inFlight });
}

interface Told {
  readonly stopped?: string;
  readonly verdict: string;
  readonly validity: string;
  readonly validityReasons: readonly string[];
  readonly spent: number | string;
}

function told({ stdout }: Pick<Ended, 'stdout'>): Told {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- proofload wrote it
  return JSON.parse(stdout) as Told;
}

describe.concurrent('a run that loses a process of its own', () => {
  it.each([
    ['worker', 'SIGKILL', 2, /^Worker \d of 2 was killed \(SIGKILL\)/, 'unknown'],
    ['worker', 'SIGSTOP', 2, /^Worker \d of 2 stopped responding for 10 s/, 'unknown'],
    ['emulate', 'SIGKILL', 2, /^The embedded emulator was killed \(SIGKILL\)/, undefined],
    ['emulate', 'SIGSTOP', 1, /^The embedded emulator stopped responding for 10 s/, undefined],
  ] as const)(
    'ends with what there is when its %s gets %s, says so, and does not pass',
    { timeout: 60_000 },
    async (verb, signal, workers, message, spent) => {
      const folder = await steadyFolder();
      const words = ['run', 'scenario.json', '--json', '--quiet'];
      const { child, ended } = start(folder, [...words, '--workers', String(workers)]);
      await untilFile(folder, 'samples.ndjson');
      const children = childrenOf(child);
      const victim = children.find((each) => each.words.includes(`main.js ${verb}`));
      process.kill(victim?.pid ?? 0, signal);
      const end = await ended;
      expect(end.code).toBe(99);
      const result = told(end);
      expect(result).toMatchObject({ stopped: 'lost', validity: 'invalid' });
      expect(['inconclusive', 'no-data']).toContain(result.verdict);
      expect(result.validityReasons[0]).toMatch(message);
      if (spent !== undefined) expect(result.spent).toBe(spent);
      expect(existsSync(join(runDirectory(folder), 'report.html'))).toBe(true);
      // One process that puts the load on alone is the run's own.
      expect(children).toHaveLength(workers === 1 ? 1 : 3);
      await untilGone(children.map(({ pid }) => pid));
    },
  );

  it(
    'ends on SIGTERM although a worker hangs, and leaves none behind',
    { timeout: 60_000 },
    async () => {
      const folder = await steadyFolder();
      const words = ['run', 'scenario.json', '--json', '--quiet', '--workers', '2'];
      const { child, ended } = start(folder, words);
      await untilFile(folder, 'samples.ndjson');
      const children = childrenOf(child);
      const worker = children.find((each) => each.words.includes('main.js worker'));
      process.kill(worker?.pid ?? 0, 'SIGSTOP');
      for (let n = 0; n < 3; n++) {
        child.kill('SIGTERM');
        await sleep(100);
      }
      const end = await ended;
      expect(end.code).toBe(105);
      expect(told(end).validityReasons[0]).toMatch(
        /did not stop when it was told to and was killed/,
      );
      await untilGone(children.map(({ pid }) => pid));
    },
  );

  it('is reported of what is on disk when it was killed itself', { timeout: 60_000 }, async () => {
    const folder = await steadyFolder();
    const { child, ended } = start(folder, ['run', 'scenario.json', '--quiet', '--workers', '2']);
    const samples = await untilFile(folder, 'samples.ndjson');
    const children = childrenOf(child);
    child.kill('SIGKILL');
    await ended;
    await untilGone(children.map(({ pid }) => pid));
    truncateSync(samples, readFileSync(samples).length - 5);
    const whole = readFileSync(samples, 'utf8').split('\n').length - 1;

    const directory = runDirectory(folder);
    const report = await proofload(folder, ['report', directory, '--json']);
    expect(report.code).toBe(99);
    expect(report.stderr).toContain('is torn and was left out');
    expect(told(report)).toMatchObject({
      stopped: 'lost',
      validity: 'invalid',
      spent: 'unknown',
      dataset: { rows: 12 },
    });
    expect(told(report).validityReasons[0]).toContain(`made of the ${whole} samples on disk`);
    expect(existsSync(join(directory, 'report.html'))).toBe(true);

    const plan = await proofload(folder, ['plan', directory, '--demand', '1000/day']);
    expect(plan).toMatchObject({ code: 104, stdout: '' });
    expect(plan.stderr).toContain('has no result.json');
  });
});

describe('a run', () => {
  it('is invalid when its samples were cut under it', { timeout: 60_000 }, async () => {
    const folder = await scenarioFolder({
      vus: undefined,
      iterations: undefined,
      scenarios: { rate: { ...rate, duration: '3s' } },
    });
    const { ended } = start(folder, ['run', 'scenario.json', '--json', '--quiet']);
    truncateSync(await untilFile(folder, 'samples.ndjson'), 10);
    const end = await ended;
    expect(end.code).toBe(98);
    expect(told(end).validityReasons[0]).toMatch(/samples\.ndjson has \d+ bytes instead of \d+/);
  });
});

describe('the command line', () => {
  it.each([
    ['too few to start', 64, 200, 'may open 64 files'],
    ['too few for what is in flight', 256, 300, /may open 256 files .* up to 300 requests/],
  ] as const)('refuses files that are %s, with the limit', async (_, limit, inFlight, message) => {
    const folder = await crowdedFolder(inFlight);
    const { code, stderr } = await proofloadOnFewFiles(folder, limit);
    expect(stderr.replaceAll(/\s+/g, ' ')).toMatch(message);
    expect(code).toBe(104);
    expect(existsSync(join(folder, 'reports'))).toBe(false);
  });

  it('runs on just as many files as it needs', async () => {
    const folder = await crowdedFolder(200);
    const { code, stderr } = await proofloadOnFewFiles(folder, 256);
    expectCode(code, 0);
    expect(stderr).not.toContain('EMFILE');
  });

  it('refuses a port that is none', async () => {
    const folder = await steadyFolder();
    const port = await proofload(folder, ['emulate', '--port', '99999']);
    const endpoint = await proofload(folder, [
      'run',
      'scenario.json',
      '--endpoint',
      'http://127.0.0.1:99999',
    ]);
    expect([port.code, endpoint.code]).toEqual([104, 104]);
  });
});

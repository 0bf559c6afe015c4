import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { Calibration } from '../../src/runner/calibration/calibration.ts';
import { runOnEmulator } from '../run/run-in-process.ts';
import { proofload, scenarioFolder } from './command.ts';

const number = expect.any(Number) as unknown;
const errors = { n: number, p50: number, p99: number, p99AtMost: number, max: number };

/** The shape of a calibration; its times are the machine's business. */
const calibration = {
  at: expect.stringMatching(/^\d{4}-\d\d-\d\dT/) as unknown,
  ttftErrorMs: errors,
  latencyErrorMs: errors,
  cpuMicrosPerEvent: number,
  eventsPerSecond: number,
  serverLatenessMs: { p50: number, p99: number },
  elu: number,
  validity: expect.stringMatching(/^(valid|suspect|invalid)$/) as unknown,
  validityReasons: expect.any(Array) as unknown,
};

const LITTLE = ['--streams', '3', '--tokens-per-second', '20', '--seconds', '0.3'];

describe('proofload calibrate', () => {
  it('prints JSON for each protocol, and later runs carry it, where earlier ones named the command', async () => {
    const folder = await scenarioFolder({});
    vi.stubEnv('XDG_CACHE_HOME', join(folder, '.cache'));
    onTestFinished(() => void vi.unstubAllEnvs());
    const before = await runOnEmulator(folder);
    expect(before.result.environment).not.toHaveProperty('calibration');
    expect(before.text).toMatch(
      /has not been measured on this machine: proofload calibrate \S*scenario\.json/,
    );
    const { code, stdout, stderr } = await proofload(folder, ['calibrate', '--json', ...LITTLE]);
    expect(code, stderr).toBe(0);
    const load = { streams: 3, tokensPerSecond: 20 };
    const streamed = { ...calibration, ...load, chunkGapErrorMs: errors };
    expect(JSON.parse(stdout)).toEqual([
      { protocol: 'converse-stream', ...streamed },
      { protocol: 'invoke-stream', ...streamed },
      { protocol: 'sagemaker-stream', ...streamed },
      { protocol: 'sse', ...streamed },
      { protocol: 'json', ...calibration, ...load },
    ]);
    const file = join(folder, '.cache/proofload/calibration.json');
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({
      schema: 'proofload.calibration/1',
    });

    const { environment } = (await runOnEmulator(folder)).result;
    // On a machine so busy that it was invalid, a calibration is no error bar.
    const [converse] = JSON.parse(stdout) as Calibration[];
    if (converse?.validity === 'invalid') expect(environment).not.toHaveProperty('calibration');
    else {
      const bar = { protocol: 'converse-stream', ...load, runElu: number };
      expect(environment).toMatchObject({ calibration: [bar] });
    }
  }, 60_000);

  it('takes protocols, streams and speed from a scenario', async () => {
    const folder = await scenarioFolder({ vus: 2 });
    const words = ['calibrate', 'scenario.json', '--json', '--seconds', '0.2'];
    const { code, stdout } = await proofload(folder, words);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject([{ protocol: 'converse-stream', streams: 2 }]);
  });

  it('tells the nearest protocol to one it does not know', async () => {
    const folder = await scenarioFolder({});
    const { code, stderr } = await proofload(folder, ['calibrate', '--protocol', 'converse']);
    expect(code).toBe(104);
    expect(stderr).toContain('"converse" is no protocol');
  });
});

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { calibrationCache } from '../../src/process/calibration-cache.ts';
import { renderCalibrations } from '../../src/report/formats/calibration-text.ts';
import type { Calibration } from '../../src/runner/calibration/calibration.ts';
import { knownSecrets } from '../../src/secrets/known-secrets.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'proofload-cache-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const ERRORS = { n: 9, p50: 1, p99: 2, p99AtMost: 3, max: 4 };
const GOOD: Calibration = {
  protocol: 'sse',
  streams: 10,
  tokensPerSecond: 50,
  at: '2026-11-20T00:00:00.000Z',
  ttftErrorMs: ERRORS,
  latencyErrorMs: ERRORS,
  cpuMicrosPerEvent: 40,
  eventsPerSecond: 500,
  serverLatenessMs: { p50: 0, p99: 1 },
  elu: 0.1,
  validity: 'valid',
  validityReasons: [],
};
const SPOILT: Calibration = { ...GOOD, elu: 0.9, validity: 'invalid', validityReasons: ['Busy.'] };

it('keeps no calibration that was itself invalid, and loses none to it', () => {
  const cache = calibrationCache({ XDG_CACHE_HOME: folder });
  cache.add('machine', [GOOD]);
  cache.add('machine', [SPOILT, { ...SPOILT, protocol: 'json' }]);
  expect(cache.read('machine')).toEqual([GOOD]);
});

it('keeps no secret that a calibration was spoken of with', () => {
  const secret = 'Cc7calibrationCanary';
  knownSecrets.learn(secret);
  const cache = calibrationCache({ XDG_CACHE_HOME: folder });
  cache.add('machine', [{ ...GOOD, validity: 'suspect', validityReasons: [`Busy at ${secret}.`] }]);
  const text = readFileSync(join(folder, 'proofload', 'calibration.json'), 'utf8');
  expect(text).toContain('Busy at ***.');
  expect(text).not.toContain(secret);
});

it('does not promise an error bar of an invalid calibration', () => {
  const promise = 'Later runs on this machine print these as their error bars.';
  expect(renderCalibrations([GOOD])).toContain(promise);
  const text = renderCalibrations([GOOD, { ...SPOILT, protocol: 'json' }]).replace(/\s+/g, ' ');
  expect(text).not.toContain(promise);
  expect(text).toContain('Invalid calibrations (json) are not kept');
  expect(text).toContain('Later runs print the others as their error bars.');
});

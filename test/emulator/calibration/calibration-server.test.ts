import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type CalibrationServer,
  type ServerLateness,
  startCalibrationServer,
} from '../../../src/emulator/calibration/calibration-server.ts';
import { CALIBRATION_QUERY } from '../../../src/runner/calibration/calibration-run.ts';
import { PROTOCOLS, specOf } from '../../../src/runner/calibration/protocol.ts';
import type { Reply } from '../../../src/target/contract/target.ts';
import { createTarget } from '../../../src/target/create-target.ts';
import { systemClock } from '../../../src/time/clock.ts';

const TOKENS = 6;
const INTERVAL = 2;

let calibrationServer: CalibrationServer;
beforeAll(async () => {
  calibrationServer = await startCalibrationServer({
    port: 0,
    host: '127.0.0.1',
    tokens: TOKENS,
    interval: INTERVAL,
  });
});
afterAll(() => calibrationServer.close());

async function ask(protocol: (typeof PROTOCOLS)[number], times: number): Promise<Reply[]> {
  const target = await createTarget(specOf(protocol), {
    endpoint: calibrationServer.url,
    region: 'us-east-1',
    connections: times,
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
  });
  const call = { clock: systemClock, signal: new AbortController().signal, metadata: {} };
  const replies = await Promise.all(
    Array.from({ length: times }, () => target.ask(CALIBRATION_QUERY, call)),
  );
  await target.close();
  return replies;
}

describe.each(PROTOCOLS)('a calibration server asked over %s', (protocol) => {
  it('a calibration server answers completely in the target’s format, with every instant in the text', async () => {
    const before = process.hrtime.bigint();
    const replies = await ask(protocol, 3);
    const after = process.hrtime.bigint();
    for (const reply of replies) {
      expect(reply).toMatchObject({ outcome: 'ok', tokens: { output: TOKENS } });
      const instants = reply.answer.trim().split(/\s+/).map(BigInt);
      expect(instants).toHaveLength(protocol === 'json' ? 2 : TOKENS + 1);
      const times = [before, ...instants, after];
      expect(times).toEqual(times.toSorted((a, b) => (a < b ? -1 : 1)));
    }
  });
});

describe('a calibration server', () => {
  it('a calibration server reports its own times and resets them', async () => {
    const readLateness = async (): Promise<ServerLateness> => {
      const response = await fetch(`${calibrationServer.url}/_proofload/lateness`);
      return (await response.json()) as ServerLateness;
    };
    await readLateness();
    await ask('sse', 2);
    const { n, p99, first, last } = await readLateness();
    expect(n).toBe(2 * TOKENS);
    expect(p99).toBeGreaterThan(0);
    expect(first.p50).toBeGreaterThanOrEqual(INTERVAL);
    expect(last.p50).toBeGreaterThanOrEqual(TOKENS * INTERVAL);
    const none = { p50: 0, p99: 0 };
    expect(await readLateness()).toEqual({ n: 0, ...none, first: none, last: none, gap: none });
  });

  it('a calibration server answers 404 to a path of no service', async () => {
    const { status } = await fetch(`${calibrationServer.url}/nowhere`, {
      method: 'POST',
      body: '{}',
    });
    expect(status).toBe(404);
  });
});

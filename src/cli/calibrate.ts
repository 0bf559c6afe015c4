import type { ServerLateness } from '../emulator/calibration/calibration-server.ts';
import { nearest } from '../problem/nearest.ts';
import { Problem } from '../problem/problem.ts';
import { calibrationCache } from '../process/calibration-cache.ts';
import { machineId } from '../process/machine-id.ts';
import { type ServerProcess, startServerProcess } from '../process/server-process.ts';
import { renderCalibrations } from '../report/formats/calibration-text.ts';
import { stableJson } from '../report/result/json.ts';
import { readEnvironment } from '../run/result/environment.ts';
import {
  tokenSchedule,
  runCalibration,
  type CalibrationLoad,
} from '../runner/calibration/calibration-run.ts';
import { calibrate, type Calibration } from '../runner/calibration/calibration.ts';
import { PROTOCOLS, type Protocol, protocolsOf, specOf } from '../runner/calibration/protocol.ts';
import { loadScenario } from '../scenario/load-scenario.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { concurrency } from '../schedule/concurrency.ts';
import { profileFor } from '../serving/profiles/profiles.ts';
import { createTarget } from '../target/create-target.ts';
import { systemClock } from '../time/clock.ts';

interface CalibrateVerbOptions {
  readonly streams?: number;
  readonly tokensPerSecond?: number;
  readonly protocol?: string;
  readonly seconds: number;
  readonly json?: boolean;
}

const DEFAULT_LOAD: CalibrationLoad = { streams: 100, tokensPerSecond: 50 };

/**
 * Measures the client against a calibration server, protocol by protocol, and stores the results.
 */
export async function calibrateVerb(
  file: string | undefined,
  options: CalibrateVerbOptions,
): Promise<number> {
  const scenario = file === undefined ? undefined : await loadScenario(file);
  const usual = scenario === undefined ? DEFAULT_LOAD : loadOf(scenario);
  const load: CalibrationLoad = {
    streams: options.streams ?? usual.streams,
    tokensPerSecond: options.tokensPerSecond ?? usual.tokensPerSecond,
  };
  const protocols =
    options.protocol?.split(',').map(parseProtocol) ??
    (scenario === undefined ? PROTOCOLS : protocolsOf(scenario.targets));
  if (protocols.length === 0) {
    throw new Problem('No target of this scenario speaks a protocol that can be calibrated.', {
      remedy: 'A module’s requests are its own: calibrate without a scenario, or by --protocol.',
    });
  }
  const { tokens, interval } = tokenSchedule(load, options.seconds);
  const calibrationServer = await startServerProcess([
    'metronome',
    '--tokens',
    String(tokens),
    '--interval',
    String(interval),
  ]);
  const calibrations: Calibration[] = [];
  try {
    for (const protocol of protocols) {
      process.stderr.write(`calibrating ${protocol} …\n`);
      calibrations.push(await calibrateOne(protocol, load, options.seconds, calibrationServer));
    }
  } finally {
    await calibrationServer.close();
  }
  process.stdout.write(
    options.json === true ? `${stableJson(calibrations)}\n` : renderCalibrations(calibrations),
  );
  const { proofload } = readEnvironment(0, 1);
  calibrationCache(process.env).add(machineId(proofload), calibrations);
  return 0;
}

/** Sockets beyond the streams, so that no stream waits for one. */
const SPARE_SOCKETS = 10;

async function calibrateOne(
  protocol: Protocol,
  load: CalibrationLoad,
  seconds: number,
  calibrationServer: ServerProcess,
): Promise<Calibration> {
  const target = await createTarget(specOf(protocol), {
    endpoint: calibrationServer.url,
    region: 'us-east-1',
    connections: load.streams + SPARE_SOCKETS,
    credentials: { accessKeyId: 'METRONOME', secretAccessKey: 'metronome' },
  });
  try {
    await readLateness(calibrationServer);
    const at = new Date();
    const calibrationRun = await runCalibration(target, { ...load, seconds }, systemClock);
    const { p50, p99 } = await readLateness(calibrationServer);
    const subject = { protocol, ...load, at, serverLatenessMs: { p50, p99 } };
    const calibration = calibrate(subject, calibrationRun);
    if (calibration !== undefined) return calibration;
    const error = calibrationRun.replies.find((reply) => reply.error !== undefined)?.error;
    throw new Problem(
      `Not one answer came over ${protocol}: ${error?.message ?? 'none was due'}.`,
      {
        remedy: 'Calibrate with fewer streams, or for more seconds.',
      },
    );
  } finally {
    await target.close();
  }
}

/** Lateness since the last read. */
async function readLateness({ url }: ServerProcess): Promise<ServerLateness> {
  const response = await fetch(`${url}/_proofload/lateness`);
  // oxlint-disable-next-line no-unsafe-type-assertion -- our own server's answer
  return (await response.json()) as ServerLateness;
}

/**
 * Returns the maximum of concurrent streams of the scenario, at the speed of its fastest known
 * model.
 */
function loadOf({ loads, targets }: Scenario): CalibrationLoad {
  const streams = Object.values(loads).reduce((sum, load) => sum + concurrency(load), 0);
  const speeds = Object.values(targets).flatMap((spec) => {
    const profile = 'model' in spec ? profileFor(spec.model) : undefined;
    return profile?.mode === 'pooled' ? [profile.tokensPerSecond] : [];
  });
  const fastest = speeds.length === 0 ? DEFAULT_LOAD.tokensPerSecond : Math.max(...speeds);
  return { streams, tokensPerSecond: Math.round(fastest) };
}

function parseProtocol(name: string): Protocol {
  const found = PROTOCOLS.find((protocol) => protocol === name.trim());
  if (found !== undefined) return found;
  const near = nearest(name, PROTOCOLS);
  throw new Problem(`"${name}" is no protocol that can be calibrated.`, {
    remedy:
      near === undefined ? `Use some of: ${PROTOCOLS.join(', ')}.` : `Did you mean "${near}"?`,
  });
}

import { startCalibrationServer } from '../../emulator/calibration/calibration-server.ts';
import { Metrics } from '../../metrics/metrics.ts';
import { resolveScenario } from '../../scenario/resolve.ts';
import { scenarioSchema } from '../../scenario/scenario-schema.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import type { TargetSpec } from '../../scenario/target/target-spec.ts';
import { createTarget } from '../../target/create-target.ts';
import type { Clock } from '../../time/clock.ts';
import { StopController } from '../request/stop-controller.ts';
import { run } from '../run.ts';
import { CALIBRATION_QUERY } from './calibration-run.ts';
import { type Protocol, protocolsOf, specOf } from './protocol.ts';

/**
 * Runs a short load against a calibration server in this process, over every protocol of the
 * targets, so that V8 has compiled the code before the first measured request. The first request of
 * an AWS SDK client takes some 50 ms before it is sent, the second 2 ms, the thousandth 0.5 ms; a
 * warm-up against the service would have to be paid for.
 */
export async function warmUpClient(
  targets: Readonly<Record<string, TargetSpec>>,
  clock: Clock,
): Promise<void> {
  const protocols = protocolsOf(targets).filter((protocol) => !warmProtocols.has(protocol));
  if (protocols.length === 0) return;
  const calibrationServer = await startCalibrationServer({
    host: '127.0.0.1',
    port: 0,
    tokens: 10,
    interval: 2,
  });
  const clientConfig = { ...CLIENT_CONFIG, endpoint: calibrationServer.url };
  const made = await Promise.all(
    protocols.map(async (protocol) => {
      const target = await createTarget(specOf(protocol), clientConfig);
      return [protocol, target] as const;
    }),
  );
  const metrics = new Metrics();
  try {
    await run(scenarioOf(protocols), {
      runId: 'jit-warm-up',
      queries: [CALIBRATION_QUERY],
      canaries: new Map(),
      targets: new Map(made),
      clock,
      stop: new StopController(),
      price: () => undefined,
      onSend: () => undefined,
      onRecord: ({ sample, chunkGaps }) => metrics.add(sample, chunkGaps),
      shouldAbort: () => false,
    });
  } finally {
    await Promise.all(made.map(([, target]) => target.close()));
    await calibrationServer.close();
  }
  for (const protocol of protocols) warmProtocols.add(protocol);
}

/** Protocols that this process has been warmed up over; their code stays compiled. */
const warmProtocols = new Set<Protocol>();

const CLIENT_CONFIG = {
  region: 'us-east-1',
  connections: 200,
  credentials: { accessKeyId: 'WARMUP', secretAccessKey: 'warm-up' },
};

/**
 * Arrivals per second of all protocols together; a slow machine would send more late and in bursts.
 */
const ARRIVALS_PER_SECOND = 300;
/** Arrivals after which the code hardly gets faster. */
const ARRIVALS = 200;

/** Creates a scenario with one open loop per protocol, side by side. */
function scenarioOf(protocols: readonly Protocol[]): Scenario {
  // A load lasts a second at least.
  const seconds = Math.max(1, (protocols.length * ARRIVALS) / ARRIVALS_PER_SECOND);
  const scenario = resolveScenario(
    scenarioSchema.parse({
      dataset: 'metronome.jsonl',
      target: { kind: 'openai', url: 'http://metronome/v1', model: 'metronome', timeout: '5s' },
      scenarios: {
        'jit-warm-up': {
          executor: 'constant-arrival-rate',
          rate: Math.round(ARRIVALS_PER_SECOND / protocols.length),
          duration: `${Math.round(1000 * seconds)}ms`,
          preAllocatedVUs: 10,
          maxVUs: 100,
        },
      },
      warmup: { iterations: 0 },
    }),
    'jit-warm-up.ts',
  );
  const targets = protocols.map((protocol) => [protocol, { ...specOf(protocol), timeout: 5000 }]);
  const loads = protocols.flatMap((protocol) =>
    Object.values(scenario.loads).map((load) => [
      protocol,
      { ...load, name: protocol, target: protocol },
    ]),
  );
  return { ...scenario, targets: Object.fromEntries(targets), loads: Object.fromEntries(loads) };
}

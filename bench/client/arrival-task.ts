import { Metrics } from '../../src/metrics/metrics.ts';
import { QuantileSketch } from '../../src/metrics/quantile-sketch.ts';
import { CALIBRATION_QUERY } from '../../src/runner/calibration/calibration-run.ts';
import { StopController } from '../../src/runner/request/stop-controller.ts';
import { run } from '../../src/runner/run.ts';
import type { Sample } from '../../src/sample/sample.ts';
import { resolveScenario } from '../../src/scenario/resolve.ts';
import { scenarioSchema } from '../../src/scenario/scenario-schema.ts';
import { systemClock } from '../../src/time/clock.ts';
import { openRunFiles } from './run-files.ts';
import type { Spread } from './stream-task.ts';
import { createSubject } from './subject.ts';
import type { Subject } from './subject.ts';

/** An ArrivalTask is an open loop at a rate, run by the runner as a scenario would be, and recorded. */
export interface ArrivalTask {
  readonly subject: Subject;
  readonly url: string;
  readonly rate: number;
  readonly seconds: number;
}

export interface ArrivalFigures {
  readonly arrivals: number;
  readonly failed: number;
  /** Sent minus due, ms. */
  readonly lateness: Spread;
  /** Resident megabytes, second by second. */
  readonly resident: readonly number[];
  /** CPU of the process, microseconds an arrival, recording included. */
  readonly cpuMicrosPerArrival: number;
}

export async function runArrivalTask(task: ArrivalTask): Promise<ArrivalFigures> {
  const scenario = resolveScenario(
    scenarioSchema.parse({
      dataset: 'q.csv',
      target: { kind: 'openai', url: task.url, model: 'metronome', timeout: '10s' },
      scenarios: {
        load: {
          executor: 'constant-arrival-rate',
          rate: task.rate,
          timeUnit: '1s',
          duration: `${task.seconds}s`,
          preAllocatedVUs: 1000,
          maxVUs: 1000,
        },
      },
      warmup: { iterations: 500 },
    }),
    '/bench.ts',
  );
  const target = await createSubject(task.subject, task.url);
  const metrics = new Metrics();
  const files = openRunFiles();
  const lateness = new QuantileSketch();
  let failed = 0;
  const record = (sample: Sample, gaps: readonly number[]): void => {
    metrics.add(sample, gaps);
    files.append(sample);
    if (sample.phase === 'warmup') return;
    if (sample.outcome !== 'ok') failed += 1;
    if (sample.stamps.sent !== undefined) lateness.add(sample.stamps.sent - sample.due);
  };
  const resident: number[] = [];
  const watch = setInterval(() => resident.push(process.memoryUsage().rss / 2 ** 20), 1000);
  const cpu = process.cpuUsage();
  await run(scenario, {
    runId: 'bench',
    queries: [CALIBRATION_QUERY],
    canaries: new Map(),
    targets: new Map([['target', target]]),
    clock: systemClock,
    stop: new StopController(),
    price: () => undefined,
    onSend: () => undefined,
    onRecord: ({ sample, chunkGaps }) => record(sample, chunkGaps),
    shouldAbort: () => false,
  });
  const { user, system } = process.cpuUsage(cpu);
  clearInterval(watch);
  files.close();
  await target.close();
  return {
    arrivals: lateness.n,
    failed,
    lateness: {
      n: lateness.n,
      p50: lateness.nearestRank(0.5),
      p99: lateness.nearestRank(0.99),
      max: lateness.nearestRank(1),
    },
    resident,
    cpuMicrosPerArrival: (user + system) / lateness.n,
  };
}

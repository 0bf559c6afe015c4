import { costOf } from '../../cost/cost.ts';
import type { Pricing } from '../../cost/pricing.ts';
import { AnswerTally } from '../../metrics/diagnostics/answer-tally.ts';
import { ColdStartTally } from '../../metrics/diagnostics/cold-start.ts';
import { CountTally } from '../../metrics/diagnostics/count-tally.ts';
import { LatencySeries } from '../../metrics/diagnostics/latency-series.ts';
import { LoadGeneratorStats } from '../../metrics/diagnostics/load-generator-stats.ts';
import { RetryTally } from '../../metrics/diagnostics/retry-tally.ts';
import { assessSteadyState } from '../../metrics/diagnostics/steady-state.ts';
import { StreamingTally } from '../../metrics/diagnostics/streaming.ts';
import { type Unreached, UnreachedTally } from '../../metrics/diagnostics/unreached-tally.ts';
import type { Metrics } from '../../metrics/metrics.ts';
import type { TargetResult } from '../../report/result/result.ts';
import type { Sample } from '../../sample/sample.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { transportsOf } from '../../scenario/target/target-spec.ts';
import { traitsOf } from '../../schedule/executors.ts';
import { regularDuration } from '../../schedule/planned-duration.ts';

/** Prefix of our emulator's request ids. */
const EMULATED = 'emulated-';

/** Collects facts of the samples that show how far their metrics can be trusted. */
export class Diagnostics {
  readonly loadGeneratorStats: LoadGeneratorStats;
  readonly #unreached = new UnreachedTally();
  readonly #scenario: Scenario;
  readonly #pricings: ReadonlyMap<string, Pricing>;
  readonly #targets = new Map<string, Share>();

  constructor(scenario: Scenario, pricings: ReadonlyMap<string, Pricing>) {
    this.#scenario = scenario;
    this.#pricings = pricings;
    const level = Object.values(scenario.loads)
      .filter((load) => 'duration' in load && traitsOf(load).level)
      .map((load) => {
        const stop = load.startTime + regularDuration(load);
        return [load.name, { start: load.startTime, stop }] as const;
      });
    const openers = Object.values(scenario.targets)
      .filter((spec) => transportsOf(spec).includes('http2-each'))
      .map(({ name }) => name);
    this.loadGeneratorStats = new LoadGeneratorStats(new Map(level), new Set(openers));
  }

  add(sample: Sample): void {
    this.loadGeneratorStats.add(sample);
    this.#unreached.add(sample);
    const share = this.#share(sample.target);
    share.latencySeries.add(sample);
    share.coldStart.add(sample);
    share.answers.add(sample);
    share.emulated ||= sample.server?.requestId?.startsWith(EMULATED) === true;
    if (sample.phase === 'warmup') return;
    const spec = this.#scenario.targets[sample.target];
    if (spec !== undefined && 'stream' in spec && spec.stream) share.streams.add(sample);
    share.counts.add(sample);
    share.retries.add(sample, this.#lastCost(sample));
  }

  /**
   * Returns the diagnosis of a target after its last sample; records its cold answers as a metric.
   */
  diagnose(
    target: string,
    metrics: Metrics,
  ): Pick<
    TargetResult,
    'steadiness' | 'streaming' | 'openCounts' | 'answers' | 'retries' | 'coldStart'
  > {
    const share = this.#share(target);
    for (const latency of share.latencySeries.cold()) metrics.record('cold', latency, { target });
    const latency = metrics.find('latency', target);
    const steadiness = assessSteadyState(share.latencySeries.entries(), {
      level: this.#hasLevelLoad(target),
      ...(latency?.type === 'trend' && latency.n > 0 ? { sampling: latency.sampling(50) } : {}),
    });
    const streaming = share.streams.streaming();
    const openCounts = share.counts.open();
    const answers = share.answers.kinds();
    const retries = share.retries.retries();
    const coldStart = share.coldStart.coldStart();
    return {
      steadiness,
      ...(streaming === undefined ? {} : { streaming }),
      ...(openCounts === undefined ? {} : { openCounts }),
      ...(answers === undefined ? {} : { answers }),
      ...(retries === undefined ? {} : { retries }),
      ...(coldStart === undefined ? {} : { coldStart }),
    };
  }

  /** Returns the number of unreachable arrivals. */
  get unreached(): readonly Unreached[] {
    return this.#unreached.unreached();
  }

  /** Returns whether answers of the target named our emulator. */
  sawEmulator(target: string): boolean {
    return this.#share(target).emulated;
  }

  #hasLevelLoad(target: string): boolean {
    const loads = Object.values(this.#scenario.loads).filter((load) => load.target === target);
    return loads.length === 1 && loads.every((load) => traitsOf(load).level);
  }

  #lastCost(sample: Sample): number | undefined {
    const pricing = this.#pricings.get(sample.target);
    if (sample.attempts.length < 2 || pricing === undefined) return sample.costUsd;
    return costOf({ ...sample, attempts: sample.attempts.slice(-1) }, pricing);
  }

  #share(target: string): Share {
    let share = this.#targets.get(target);
    if (share === undefined) {
      share = {
        latencySeries: new LatencySeries(),
        coldStart: new ColdStartTally(),
        streams: new StreamingTally(),
        counts: new CountTally(),
        answers: new AnswerTally(),
        retries: new RetryTally(),
        emulated: false,
      };
      this.#targets.set(target, share);
    }
    return share;
  }
}

interface Share {
  readonly latencySeries: LatencySeries;
  readonly coldStart: ColdStartTally;
  readonly streams: StreamingTally;
  readonly counts: CountTally;
  readonly answers: AnswerTally;
  readonly retries: RetryTally;
  emulated: boolean;
}

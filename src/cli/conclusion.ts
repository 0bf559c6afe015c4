import { relative } from 'node:path';
import type { Bill } from '../cost/bill.ts';
import { quality } from '../judge/quality.ts';
import type { Environment, RunResult, TargetResult } from '../report/result.ts';
import { worstAnswers } from '../report/worst-answers.ts';
import type { Pulse } from '../runner/health.ts';
import type { RunEnd } from '../runner/run.ts';
import { OUTCOMES } from '../sample/outcome.ts';
import { createRandom } from '../scenario/random.ts';
import { addressOf, type TargetSpec } from '../scenario/target-spec.ts';
import { verdictOf } from '../verdict/contender.ts';
import { decide } from '../verdict/decision.ts';
import { evaluate } from '../verdict/evaluation.ts';
import { appliesTo } from '../verdict/threshold.ts';
import { assessValidity, type ClientHealth } from '../verdict/validity.ts';
import type { Judging } from './judging.ts';
import { entry, type Session, settle } from './session.ts';

/** What a finished run knows beside its session. */
export interface Ending {
  readonly id: string;
  readonly startedAt: Date;
  readonly end: RunEnd;
  readonly pulse: Pulse;
  readonly environment: Environment;
  readonly emulated: boolean;
  readonly judging?: Judging;
  /** The scenario as it may be kept. */
  readonly scenario: Readonly<Record<string, unknown>>;
}

/** Draws the conclusion of a run: bills, thresholds, validity, verdict, all in one RunResult. */
export function conclude(session: Session, ending: Ending): RunResult {
  const { scenario, metrics, dataset } = session;
  const { end, judging } = ending;
  metrics.close(end.duration);
  const bills = settle(session, judging?.scores ?? []);
  const targets = Object.values(scenario.targets).map((spec) =>
    targetResult(session, spec, entry(bills, spec.name), judging),
  );
  const { validity, reasons: validityReasons } = assessValidity(healthOf(session, ending.pulse));
  const stopped = end.stopped === undefined ? {} : { stopped: end.stopped };
  const decision = decide({
    choose: scenario.choose,
    targets: targets.map(({ name, thresholds, cost }) => ({
      name,
      thresholds,
      per1k: cost.per1k,
      ...(cost.perMonth === undefined ? {} : { perMonth: cost.perMonth }),
    })),
    validity,
    validityReasons,
    ...stopped,
  });
  return {
    schema: 'proofload.result/1',
    id: ending.id,
    name: scenario.name,
    description: scenario.description,
    startedAt: ending.startedAt.toISOString(),
    durationMs: end.duration,
    endpoint: scenario.endpoint,
    emulated: ending.emulated,
    ...stopped,
    ...decision,
    validity,
    validityReasons,
    targets,
    ...(scenario.demand === undefined ? {} : { demand: scenario.demand }),
    budget: scenario.budget,
    ...(judging === undefined ? {} : { judge: judging.result }),
    spent: total([...[...session.ledgers.values()].map(spentOf), judging?.result.costUsd ?? 0]),
    dataset: {
      file: relative(process.cwd(), dataset.file),
      sha256: dataset.sha256,
      rows: dataset.queries.length,
      skippedRows: dataset.skippedRows,
    },
    environment: ending.environment,
    scenario: ending.scenario,
  };
}

function targetResult(
  session: Session,
  spec: TargetSpec,
  cost: Bill,
  judging: Judging | undefined,
): TargetResult {
  const { metrics, scenario } = session;
  const { name } = spec;
  const thresholds = session.thresholds
    .filter((threshold) => appliesTo(threshold, name))
    .map((threshold) => evaluate(threshold, metrics, name));
  const scores = judging?.scores ?? [];
  return {
    name,
    kind: spec.kind,
    model: addressOf(spec),
    verdict: verdictOf({ thresholds }),
    thresholds,
    metrics: metrics.summaries(name),
    cost,
    quality: quality(scores, name, { random: createRandom(scenario.seed, 'bootstrap', name) }),
    outcomes: outcomesOf(session, name),
    errors: entry(session.failures, name).groups(),
    series: metrics.buckets(name),
    curves: { latency: metrics.curve('latency', name), ttft: metrics.curve('ttft', name) },
    slowest: entry(session.slowest, name).extracts(),
    worst: worstAnswers(name, session.answers, scores),
  };
}

function outcomesOf(session: Session, target: string): TargetResult['outcomes'] {
  const failures = entry(session.failures, target);
  const answered = session.answered.get(target) ?? 0;
  return Object.fromEntries(
    OUTCOMES.map(
      (outcome) => [outcome, outcome === 'ok' ? answered : failures.count(outcome)] as const,
    ).filter(([, count]) => count > 0),
  );
}

function healthOf(session: Session, pulse: Pulse): ClientHealth {
  const { metrics } = session;
  const trends = (name: 'lateness' | 'latency') =>
    metrics.targets.flatMap((target) => {
      const trend = metrics.find(name, target);
      return trend?.type === 'trend' && trend.n > 0 ? [trend] : [];
    });
  const count = (name: 'iterations' | 'dropped_iterations'): number =>
    metrics.targets.reduce((sum, target) => {
      const counter = metrics.find(name, target);
      return sum + (counter?.type === 'counter' ? counter.count : 0);
    }, 0);
  const medians = trends('latency').map((trend) => trend.percentile(50));
  const delivered = count('iterations');
  const offered = delivered + count('dropped_iterations');
  return {
    ...pulse,
    latenessP99: Math.max(0, ...trends('lateness').map((trend) => trend.percentile(99))),
    ...(medians.length === 0 ? {} : { latencyP50: Math.min(...medians) }),
    offered,
    delivered,
    openedInWindow: session.socketsOpened,
    samples: offered,
  };
}

function spentOf(ledger: { readonly spent: number | undefined }): number | 'unknown' {
  return ledger.spent ?? 'unknown';
}

function total(parts: readonly (number | 'unknown')[]): number | 'unknown' {
  let sum = 0;
  for (const part of parts) {
    if (part === 'unknown') return 'unknown';
    sum += part;
  }
  return sum;
}

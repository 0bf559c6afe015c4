import { plan } from '../plan/plan.ts';
import { Problem } from '../problem/problem.ts';
import { renderPlan } from '../report/formats/plan-text.ts';
import { parseResult } from '../report/result-file/result-file.ts';
import { stableJson } from '../report/result/json.ts';
import { planTargets } from '../report/summary/plan-targets.ts';
import { redactResult } from '../run/result/write-reports.ts';
import { parseDemand } from '../scenario/demand.ts';
import { openRunDirectory } from '../store/run-directory.ts';

interface PlanVerbOptions {
  readonly demand?: string;
  readonly profile?: string;
  readonly budget?: number;
  readonly monthDays?: number;
  readonly unitPrice?: number;
  readonly unitTokens?: number;
  readonly json?: boolean;
}

/**
 * Plans from a run's result without any request. Exit code 98 means that the run is invalid and
 * nothing is recommended.
 */
export async function planVerb(path: string, options: PlanVerbOptions): Promise<number> {
  const directory = openRunDirectory(path, (sentence) => process.stderr.write(`${sentence}\n`));
  const result = redactResult(parseResult(directory.read('result.json')));
  directory.close();
  const queriesPerDay =
    options.demand === undefined ? result.demand?.queriesPerDay : parseDemand(options.demand);
  if (queriesPerDay === undefined) {
    throw new Problem('There is no demand to plan for.', {
      remedy: 'Give one, such as --demand 50000/day, or put demand into the scenario.',
    });
  }
  const budgetPerMonth = options.budget ?? result.budget.month;
  const outcome = plan({
    targets: planTargets(result),
    demand: { queriesPerDay, profile: options.profile ?? result.demand?.profile ?? 'campus' },
    ...(budgetPerMonth === undefined ? {} : { budgetPerMonth }),
    ...(options.monthDays === undefined ? {} : { daysPerMonth: options.monthDays }),
    ...unitOf(options),
    emulated: result.emulated,
    measurement: {
      validity: result.validity,
      reasons: result.validityReasons,
      ...(result.stopped === undefined ? {} : { stopped: result.stopped }),
    },
  });
  process.stdout.write(options.json === true ? `${stableJson(outcome)}\n` : renderPlan(outcome));
  return result.validity === 'invalid' ? 98 : 0;
}

function unitOf({ unitPrice, unitTokens }: PlanVerbOptions) {
  if (unitPrice === undefined && unitTokens === undefined) return {};
  if (unitPrice === undefined || unitTokens === undefined) {
    throw new Problem('A provisioned unit needs both its price and what it handles.', {
      remedy: 'Give --unit-price (US dollars an hour) and --unit-tokens (tokens a minute).',
    });
  }
  return { unit: { perHour: unitPrice, tokensPerMinute: unitTokens } };
}

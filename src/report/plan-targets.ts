import type { BilledPrice } from '../cost/bill.ts';
import { createPriceBook, type PriceBook } from '../cost/price-book.ts';
import type { PlanTarget } from '../plan/plan-target.ts';
import type { TokenPrice } from '../plan/prompt-size.ts';
import type { PriceRow } from '../scenario/price-row.ts';
import { burndownFor } from '../serving/burndown.ts';
import { worstOf } from '../verdict/contender.ts';
import type { RunResult, TargetResult } from './result.ts';

/** What a plan needs of a run, target by target. */
export function planTargets(result: RunResult): readonly PlanTarget[] {
  const { prices, prompt } = result.scenario as {
    readonly prices?: readonly PriceRow[];
    readonly prompt?: { readonly maxTokens?: number };
  };
  const book = createPriceBook(prices ?? []);
  return result.targets.map((target): PlanTarget => {
    const { name, cost, metrics } = target;
    const size = sizeOf(target);
    // A route's tokens have the prices of its parts, no one price.
    const row = target.kind === 'route' ? undefined : cost.prices[0];
    const price = row === undefined ? undefined : pricesOf(row, book);
    const { latency, ttft, iterations } = metrics;
    return {
      name,
      // A plan shares out fixed costs itself.
      per1k: cost.variablePer1k,
      ...(cost.variablePer1kInterval && { per1kInterval: cost.variablePer1kInterval }),
      fixed: cost.fixed,
      objectives: objectivesOf(target),
      ...(size && { size }),
      ...(price && { price }),
      maxTokens: prompt?.maxTokens ?? 0,
      burndown: burndownFor(target.model),
      ...(latency?.type === 'trend' && { latency }),
      ...(ttft?.type === 'trend' && { ttft }),
      ...(iterations?.type === 'counter' && { testedPerSecond: iterations.rate }),
    };
  });
}

/** The row as it was billed, tier and region included. */
function pricesOf(row: BilledPrice, book: PriceBook): TokenPrice | undefined {
  const { input, output } = row;
  return input === undefined || output === undefined
    ? book.find(row.id)
    : { ...row, input, output };
}

function sizeOf({ metrics }: TargetResult): PlanTarget['size'] {
  const { input_tokens: input, output_tokens: output } = metrics;
  if (input?.type !== 'trend' || output?.type !== 'trend') return undefined;
  return { input: input.avg, output: output.avg };
}

/** Whether all but the thresholds on cost pass: what to pay is the plan's own question. */
function objectivesOf({ thresholds }: TargetResult): PlanTarget['objectives'] {
  const others = thresholds.filter(({ metric }) => !metric.startsWith('cost'));
  return worstOf(others.map(({ verdict }) => verdict));
}

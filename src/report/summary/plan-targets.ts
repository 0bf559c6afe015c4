import { createPriceBook } from '../../cost/price-book.ts';
import { tieredPrice, tierFactor } from '../../cost/service-tier.ts';
import type { PlanTarget } from '../../plan/demand/plan-target.ts';
import type { TokenPrice } from '../../plan/demand/prompt-size.ts';
import type { PriceRow } from '../../scenario/schema/price-row.ts';
import type { TargetSpec } from '../../scenario/target/target-spec.ts';
import { leastCached } from '../../serving/prompt-cache.ts';
import { burndownOf } from '../../serving/throttling/burndown.ts';
import { worstOf } from '../../verdict/candidate.ts';
import type { RunResult, TargetResult } from '../result/result.ts';

/** The stored scenario, limited to what a plan reads; older results lack some members. */
interface KeptScenario {
  readonly targets?: Readonly<Record<string, TargetSpec>>;
  readonly prices?: readonly PriceRow[];
  readonly prompt?: { readonly maxTokens?: number };
  readonly burndown?: Readonly<Record<string, number>>;
}

/** Returns the input of a plan from a run, one entry per target. */
export function planTargets(result: RunResult): readonly PlanTarget[] {
  const scenario: KeptScenario = result.scenario;
  return result.targets.map((target): PlanTarget => {
    const { name, cost, metrics } = target;
    const spec = scenario.targets?.[name];
    const size = sizeOf(target);
    const price = priceOf(target, scenario);
    const { latency, ttft, iterations, max_tokens: sent } = metrics;
    const maxTokens = sent?.type === 'trend' ? sent.avg : scenario.prompt?.maxTokens;
    return {
      name,
      // The plan distributes fixed costs itself.
      per1k: cost.variablePer1k,
      ...(cost.variablePer1kInterval && { per1kInterval: cost.variablePer1kInterval }),
      fixed: cost.fixed,
      objectives: objectivesOf(target),
      ...(size && { size }),
      ...(price && { price }),
      ...(spec && { tierFactor: listMultiple(spec) }),
      ...(maxTokens !== undefined && { maxTokens }),
      ...burndownFields(target, scenario),
      ...(latency?.type === 'trend' && { latency }),
      ...(ttft?.type === 'trend' && { ttft }),
      ...(iterations?.type === 'counter' && { testedPerSecond: iterations.rate }),
    };
  });
}

function sizeOf({ metrics }: TargetResult): PlanTarget['size'] {
  const { input_tokens: input, output_tokens: output } = metrics;
  if (input?.type !== 'trend' || output?.type !== 'trend') return undefined;
  /** Returns a metric's mean per answer; an answer without a cache count used no cache. */
  const each = (metric: string): number => {
    const cached = metrics[metric];
    return cached?.type === 'trend' && input.n > 0 ? (cached.avg * cached.n) / input.n : 0;
  };
  return {
    input: input.avg,
    output: output.avg,
    cacheRead: each('cache_read_tokens'),
    cacheWrite: each('cache_write_tokens'),
  };
}

/**
 * Returns the token prices that a target paid; undefined for a route, whose parts have different
 * ones.
 */
function priceOf(
  { name, kind, cost }: TargetResult,
  { prices = [], targets }: KeptScenario,
): TokenPrice | undefined {
  const [paid] = cost.prices;
  if (kind === 'route' || paid === undefined) return undefined;
  const { input, output } = paid;
  if (input !== undefined && output !== undefined) return { ...paid, input, output };
  // Older results lack the rates.
  const row = createPriceBook(prices).find(paid.id);
  const spec = targets?.[name];
  if (row === undefined || spec === undefined || spec.price !== undefined) return row;
  const tiered = tieredPrice(row, spec);
  return 'why' in tiered ? undefined : tiered;
}

/**
 * Returns a target's price as a multiple of the list price. A price given in the scenario may be
 * the tier's or the list's; the lower multiple is used, which does not overstate savings.
 */
function listMultiple(spec: TargetSpec): number {
  const factor = tierFactor(spec);
  return spec.price === undefined ? factor : Math.min(1, factor);
}

/**
 * Returns the burndown of a model's quota; none for routes and agents, which use several models.
 */
function burndownFields(
  { kind, model }: TargetResult,
  { burndown: given }: KeptScenario,
): Pick<PlanTarget, 'burndown' | 'burndownAssumed' | 'leastCached'> {
  if (kind === 'route' || kind === 'bedrock-agent') return {};
  const { rate, basis } = burndownOf(model, given);
  return {
    burndown: rate,
    burndownAssumed: basis === 'assumed',
    leastCached: leastCached(model),
  };
}

/** Maximum share of failed arrivals if no objective counts them. */
const UNANSWERED = 0.05;

const COUNTS_FAILURES: ReadonlySet<string> = new Set(['failed', 'good']);

/** Returns whether all thresholds except those on cost pass; the plan decides the cost itself. */
function objectivesOf({ thresholds, metrics }: TargetResult): PlanTarget['objectives'] {
  const others = thresholds.filter(({ metric }) => !metric.startsWith('cost'));
  if (others.length === 0) return 'none';
  const verdict = worstOf(others.map((each) => each.verdict));
  if (verdict !== 'pass') return verdict;
  const { failed } = metrics;
  if (failed?.type !== 'rate' || failed.rate <= UNANSWERED) return 'pass';
  const counted = others.some(({ metric }) => COUNTS_FAILURES.has(metric.split('{', 1)[0] ?? ''));
  return counted ? 'pass' : 'unanswered';
}

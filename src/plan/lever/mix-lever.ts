import { formatQuantity, formatShare } from '../../metrics/catalogue/format-quantity.ts';
import type { PricedTarget } from '../demand/plan-target.ts';
import { promptTokens, sizePer1k } from '../demand/prompt-size.ts';
import type { Lever } from './lever.ts';
import { cascadeShare, type Mix, routeSaving, routeShare } from './mix.ts';
import { allowedPerMiss, PUBLISHED_HIT_RATES } from './response-cache.ts';

/**
 * Tokens of the cheap model's self-check beside question and answer: an instruction, and an answer
 * of a word or two.
 */
const VERIFIER = { instruction: 50, output: 20 };

/**
 * Returns the levers that split traffic between a target over the budget and a cheaper one, within
 * `allowed` US dollars per 1,000 queries; none where the cheaper one alone exceeds it.
 */
export function mixLevers(
  expensive: PricedTarget,
  cheap: PricedTarget,
  allowed: number,
): readonly Lever[] {
  const mix: Mix = { expensive: expensive.per1k, cheap: cheap.per1k };
  const names = { target: expensive.name, with: cheap.name, unit: 'share', reaches: true } as const;
  const levers: Lever[] = [];

  const route = routeShare(mix, allowed);
  if (route !== undefined) {
    levers.push({
      ...names,
      kind: 'route',
      value: route,
      sentence:
        `Send at most ${formatShare(route)} of queries to ${expensive.name} and the rest to ${cheap.name}, chosen ` +
        `beforehand: it saves ${formatShare(routeSaving(mix, route))} of what ${expensive.name} alone costs for tokens.`,
      caveat: `Whether a router picks the right queries was not tested.${misses(cheap)}`,
    });
  }
  const cascade = cascadeShare(mix, allowed);
  if (cascade !== undefined) {
    levers.push({
      ...names,
      kind: 'cascade',
      value: cascade,
      sentence: `Ask ${cheap.name} first, and ${expensive.name} again for at most ${formatShare(cascade)} of queries.`,
      caveat: serial(expensive, cheap),
    });
  }
  const verifier = verifierPer1k(cheap);
  const verified = verifier === undefined ? undefined : cascadeShare(mix, allowed, verifier);
  if (verified !== undefined) {
    levers.push({
      ...names,
      kind: 'verified-cascade',
      value: verified,
      sentence: `Ask ${cheap.name} first, have it check its answer, and ask ${expensive.name} again for at most ${formatShare(verified)} of queries.`,
      caveat: `${serial(expensive, cheap)} Checking costs ${formatQuantity(verifier ?? 0, 'usd')} per 1,000 queries.`,
    });
  }
  for (const hitRate of PUBLISHED_HIT_RATES) {
    const behind = routeShare(mix, allowedPerMiss(allowed, hitRate));
    if (behind === undefined) continue;
    levers.push({
      ...names,
      kind: 'cache-and-route',
      hitRate,
      value: behind,
      sentence:
        `If a cache of answers serves ${formatShare(hitRate)} of queries, send at most ${formatShare(behind)} of the ` +
        `others to ${expensive.name} and the rest to ${cheap.name}.`,
      caveat: `Neither the cache's hit rate nor its wrong hits were measured.${misses(cheap)}`,
    });
  }
  return levers;
}

function verifierPer1k({ size, price }: PricedTarget): number | undefined {
  if (size === undefined || price === undefined) return undefined;
  const input = promptTokens(size) + size.output + VERIFIER.instruction;
  return sizePer1k(price, { input, output: VERIFIER.output });
}

function serial(expensive: PricedTarget, cheap: PricedTarget): string {
  if (expensive.latency === undefined || cheap.latency === undefined) {
    return `A query asked again waits for both answers.${misses(cheap)}`;
  }
  const typical = formatQuantity(expensive.latency.p50 + cheap.latency.p50, 'ms');
  return `A query asked again waits for both answers, ${typical} in the median.${misses(cheap)}`;
}

function misses({ name, objectives }: PricedTarget): string {
  if (objectives === 'pass') return '';
  return objectives === 'fail'
    ? ` ${name} alone misses its objectives.`
    : ` Whether ${name} alone meets its objectives is not known.`;
}

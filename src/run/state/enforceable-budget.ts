import type { Pricing } from '../../cost/pricing.ts';
import { Problem } from '../../problem/problem.ts';
import { leafTargets } from '../../scenario/leaf-targets.ts';
import type { Scenario } from '../../scenario/scenario.ts';

/**
 * Throws a Problem if budget.run cannot be enforced: a price is unknown, or a request's cost has no
 * upper bound.
 */
export function refuseUnenforceableBudget(
  scenario: Pick<Scenario, 'budget' | 'file' | 'prompt' | 'targets' | 'judge'>,
  pricings: ReadonlyMap<string, Pricing>,
  judgePricing: Pricing | undefined,
): void {
  if (scenario.budget.run === undefined) return;
  const paid = [...pricings].map(([name, pricing]): [string, Pricing] => [
    `target "${name}"`,
    pricing,
  ]);
  if (judgePricing !== undefined) paid.push(['the judge', judgePricing]);
  refuseUnbounded(scenario, paid);
  refuseModules(scenario);
  for (const [whose, { tokens, unpriced = '' }] of paid) {
    if (tokens !== 'unknown') continue;
    const what = `budget.run cannot be kept: no price is known for ${whose}.`;
    throw new Problem(`${what} ${unpriced}`.trimEnd(), {
      place: { file: scenario.file },
      remedy: 'Add a row to prices and name it in the target’s price, or leave budget.run out.',
    });
  }
}

/**
 * Throws a Problem for a module that is not on rented machines: the tokens it requests are unknown.
 */
function refuseModules(scenario: Pick<Scenario, 'file' | 'targets' | 'judge'>): void {
  for (const [name, { kind, price, instances }] of leafTargets(scenario)) {
    if (kind !== 'module' || (price === undefined && instances !== undefined)) continue;
    throw new Problem(
      `budget.run cannot be kept: the tokens that the module of "${name}" requests are unknown.`,
      {
        place: { file: scenario.file },
        remedy: 'Leave budget.run out, and keep the cap in the module.',
      },
    );
  }
}

/** Throws a Problem for a request whose cost has no upper bound. */
function refuseUnbounded(
  { file, prompt }: Pick<Scenario, 'file' | 'prompt'>,
  paid: readonly (readonly [whose: string, pricing: Pricing])[],
): void {
  const place = { file };
  const open = paid.find(([, pricing]) => isUnbounded(pricing));
  if (open !== undefined) {
    const what = `budget.run cannot be kept: the request of ${open[0]} removes the limit of output tokens.`;
    throw new Problem(what, { place, remedy: 'Set a limit by request, or leave budget.run out.' });
  }
  if (prompt.documents !== undefined) {
    const what = 'budget.run cannot be kept: the tokens of a document are unknown.';
    throw new Problem(what, { place, remedy: 'Leave budget.run out, or send the text itself.' });
  }
}

function isUnbounded({ outputLimit, tokens, parts = {} }: Pricing): boolean {
  return (outputLimit === 'none' && tokens !== 'free') || Object.values(parts).some(isUnbounded);
}

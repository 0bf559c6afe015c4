import type { Dollars } from '../../cost/bill.ts';
import type { RunResult } from '../../report/result/result.ts';
import { formatDollars } from '../../report/text/money.ts';
import type { RunEnd } from '../../runner/run.ts';
import { rentOf } from '../state/arrival-price.ts';
import type { RunState } from '../state/run-state.ts';
import type { RunOutcome } from './run-outcome.ts';

/** Returns the spend of the whole run with rent and judge; each endpoint is rented once. */
export function runSpend(
  state: Pick<RunState, 'ledgers' | 'pricings' | 'judgePricing'>,
  { end, judging, losses }: Pick<RunOutcome, 'end' | 'judging' | 'losses'>,
): Pick<RunResult, 'spent' | 'spentAtLeast' | 'spentAtMost'> {
  const ledgers = [...state.ledgers.values()];
  const { costUsd = 0, costAtLeastUsd = 0, costAtMostUsd } = judging?.result ?? {};
  const rent = rentOf(state, end.rented);
  const unaccounted = losses.some((loss) => loss.unaccounted);
  const spent = unaccounted
    ? 'unknown'
    : total([...ledgers.map((ledger): Dollars => ledger.spent ?? 'unknown'), costUsd, rent]);
  const most = unaccounted
    ? 'unknown'
    : total([
        ...ledgers.map(({ spentAtMost }): Dollars => spentAtMost ?? 'unknown'),
        costAtMostUsd ?? costUsd,
        rent,
      ]);
  const spentAtMost = most === 'unknown' || most === spent ? {} : { spentAtMost: most };
  if (spent !== 'unknown') return { spent, ...spentAtMost };
  const least = ledgers.reduce((sum, ledger) => sum + ledger.spentAtLeast, 0);
  const judged = costUsd === 'unknown' ? costAtLeastUsd : costUsd;
  return { spent, spentAtLeast: least + judged + rent, ...spentAtMost };
}

/** Returns why the next request did not fit in the spend cap. */
export function spendCapShortage({
  stopped,
  shortage,
}: Pick<RunEnd, 'stopped' | 'shortage'>): readonly string[] {
  if (stopped !== 'budget' || shortage === undefined) return [];
  const [needed, left] = [formatDollars(shortage.needed), formatDollars(shortage.left)];
  const machines =
    shortage.rent === undefined
      ? ''
      : ` and ${formatDollars(shortage.rent)} for machines until its timeout`;
  return [
    `The next request may cost up to ${needed}, with all of its maxTokens${machines ? `,${machines}` : ''}, and ${left} was left for it in budget.run.`,
  ];
}

function total(parts: readonly Dollars[]): Dollars {
  let sum = 0;
  for (const part of parts) {
    if (part === 'unknown') return 'unknown';
    sum += part;
  }
  return sum;
}

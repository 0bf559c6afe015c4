import { Allowance } from '../../cost/allowance.ts';
import { rentFor } from '../../cost/bill.ts';
import { appraise, costAtMost, costOf } from '../../cost/cost.ts';
import { maximumCost } from '../../cost/maximum-cost.ts';
import type { Pricing } from '../../cost/pricing.ts';
import { SpendCap } from '../../cost/spend-cap.ts';
import { judgeAccount } from '../../judge/account.ts';
import type { RetryOptions, Omissible } from '../../judge/ask-with-retries.ts';
import { judgeCost } from '../../judge/judge-cost.ts';
import { judge } from '../../judge/judge.ts';
import type { Score } from '../../judge/score.ts';
import { createRandom } from '../../random/random.ts';
import type { JudgeResult } from '../../report/result/result.ts';
import type { StopController } from '../../runner/request/stop-controller.ts';
import type { Attempt, Tokens } from '../../sample/sample.ts';
import { addressOf } from '../../scenario/target/target-spec.ts';
import type { Reply } from '../../target/contract/target.ts';
import { createTarget } from '../../target/create-target.ts';
import { hasBegun } from '../../target/decode/begun.ts';
import { systemClock } from '../../time/clock.ts';
import type { Milliseconds } from '../../time/duration.ts';
import { servingEndpointsOf, type RunEndpoint } from '../endpoint/endpoint.ts';
import { rentOf } from '../state/arrival-price.ts';
import type { RunState } from '../state/run-state.ts';

/** Result of judging a run. */
export interface Judging {
  readonly scores: readonly Score[];
  readonly result: JudgeResult;
}

/** Scores a seeded sample of the answers after the load, with what is left of the spend cap. */
export async function judgeAnswers(
  state: RunState,
  runEndpoint: RunEndpoint,
  options: {
    stop: StopController;
    onScore: (score: Score) => void;
    /** Time that the load rented its machines, milliseconds. */
    rented: Milliseconds;
  },
): Promise<Judging | undefined> {
  const { judge: settings, seed } = state.scenario;
  const { judgePricing: pricing } = state;
  if (settings === undefined || pricing === undefined) return undefined;
  const target = await createTarget(settings.target, runEndpoint.clientConfig);
  const refused = new Set<Omissible>();
  const lacking: Lacking = { missing: new Set(), atLeast: 0 };
  const begin = systemClock.now();
  // The judge's machines are rented while it judges.
  const cap = new SpendCap(leftOf(state, options.rented), {
    now: () => systemClock.now(),
    until: (at) => rentFor(at - begin, [pricing]),
  });
  try {
    const sample = state.answerSample?.drawn() ?? [];
    const scores = await judge(sample, {
      settings,
      target,
      clock: systemClock,
      random: createRandom(seed, 'judge', 'backoff'),
      signal: options.stop.aborting,
      ending: options.stop.draining,
      refused,
      price: (reply) => priceCall(reply, pricing, lacking),
      ...(cap.limited
        ? {
            afford: affordable(
              cap,
              { pricing, lasting: settings.target.timeout },
              options.stop.aborting,
            ),
          }
        : {}),
      onScore: options.onScore,
    });
    const costUsd = judgeCost(scores);
    const known = scores.reduce((sum, score) => sum + (score.costUsd ?? 0), 0);
    return {
      scores,
      result: {
        model: addressOf(settings.target),
        standIn: servingEndpointsOf(settings.target, runEndpoint).some(
          ({ by }) => by !== 'service',
        ),
        answerers: servingEndpointsOf(settings.target, runEndpoint),
        judged: sample.length,
        account: judgeAccount(scores),
        ...(refused.size > 0 && { omitted: [...refused] }),
        costUsd,
        ...(costUsd === 'unknown'
          ? { costAtLeastUsd: known + lacking.atLeast, missing: [...lacking.missing] }
          : {}),
        ...(cap.limited && cap.spent !== costUsd ? { costAtMostUsd: cap.spent } : {}),
      },
    };
  } finally {
    await target.close();
  }
}

/** What the calls of unknown cost lack, and the known part of their cost, US dollars. */
interface Lacking {
  readonly missing: Set<string>;
  atLeast: number;
}

/** Returns the rest of the spend cap after the load, US dollars; infinite without a cap. */
function leftOf(state: RunState, rented: Milliseconds): number {
  const { run } = state.scenario.budget;
  if (run === undefined) return Number.POSITIVE_INFINITY;
  const spent = [...state.ledgers.values()].map(
    ({ spentAtMost = Number.POSITIVE_INFINITY }) => spentAtMost,
  );
  return spent.reduce((left, each) => left - each, run - rentOf(state, rented));
}

/** Reserves the maximum cost of each call; after the first refusal it refuses all calls. */
function affordable(
  cap: SpendCap,
  { pricing, lasting }: { readonly pricing: Pricing; readonly lasting: Milliseconds },
  signal: AbortSignal,
): NonNullable<RetryOptions['afford']> {
  let isSpent = false;
  return async (query) => {
    if (isSpent) return undefined;
    const allowance = new Allowance(cap, 'judge', maximumCost(query, pricing));
    if ((await allowance.openSoon(lasting, signal)) !== 'held') {
      isSpent = true;
      return undefined;
    }
    return {
      resend: allowance.resend,
      settle(reply) {
        const call = callOf(reply);
        const most = costAtMost(call, pricing, allowance.maximum);
        allowance.close(most, reply.outcome === 'ok' && most === costOf(call, pricing));
      },
      forfeit: () => allowance.forfeit(),
    };
  };
}

/** Returns a call as an arrival with one attempt. */
function callOf(reply: Reply): {
  readonly outcome: Reply['outcome'];
  readonly tokens: Tokens;
  readonly attempts: readonly Attempt[];
} {
  const { outcome, tokens, stamps, end, reconnections, legs } = reply;
  const attempt = {
    sent: stamps.sent ?? end,
    end,
    outcome,
    ...(hasBegun(reply) ? { begun: true as const } : {}),
    ...(reconnections === undefined ? {} : { reconnections }),
    ...(legs === undefined ? {} : { legs }),
  };
  return { outcome, tokens, attempts: [attempt] };
}

/**
 * Returns the cost of a call with its fee per request, US dollars; adds what is missing to
 * `lacking`.
 */
function priceCall(reply: Reply, pricing: Pricing, lacking: Lacking): number | undefined {
  const { atLeast, missing } = appraise(callOf(reply), pricing);
  if (missing.length === 0) return atLeast;
  lacking.atLeast += atLeast;
  for (const each of missing) lacking.missing.add(each);
  return undefined;
}

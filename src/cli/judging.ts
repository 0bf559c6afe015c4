import { appraise } from '../cost/cost.ts';
import type { Pricing } from '../cost/pricing.ts';
import { judgeAccount } from '../judge/account.ts';
import type { Omissible } from '../judge/inquiry.ts';
import { judgeCost } from '../judge/judge-cost.ts';
import { judge } from '../judge/judge.ts';
import type { Score } from '../judge/score.ts';
import type { JudgeResult } from '../report/result.ts';
import { systemClock } from '../sample/clock.ts';
import type { Tokens } from '../sample/sample.ts';
import { createRandom } from '../scenario/random.ts';
import { addressOf } from '../scenario/target-spec.ts';
import type { Session } from './session.ts';
import { createTarget } from '../target/create-target.ts';
import { answerersOf, type Stage } from './stage.ts';

/** What judging a run came to. */
export interface Judging {
  readonly scores: readonly Score[];
  readonly result: JudgeResult;
}

/** Scores a seeded sample of the answers, after the load and off its clock. */
export async function judgeAnswers(
  session: Session,
  stage: Stage,
  options: { signal: AbortSignal; onScore: (score: Score) => void },
): Promise<Judging | undefined> {
  const { judge: settings, seed } = session.scenario;
  const { judgePricing: pricing } = session;
  if (settings === undefined || pricing === undefined) return undefined;
  const target = await createTarget(settings.target, stage.wiring);
  const refused = new Set<Omissible>();
  const lacking: Lacking = { missing: new Set(), atLeast: 0 };
  try {
    const sample = session.answerSample?.drawn() ?? [];
    const scores = await judge(sample, {
      settings,
      target,
      clock: systemClock,
      random: createRandom(seed, 'judge', 'backoff'),
      signal: options.signal,
      refused,
      price: (tokens) => priceCall(tokens, pricing, lacking),
      onScore: options.onScore,
    });
    const costUsd = judgeCost(scores);
    const known = scores.reduce((sum, score) => sum + (score.costUsd ?? 0), 0);
    return {
      scores,
      result: {
        model: addressOf(settings.target),
        standIn: answerersOf(settings.target, stage).some(({ by }) => by !== 'service'),
        answerers: answerersOf(settings.target, stage),
        judged: sample.length,
        account: judgeAccount(scores),
        ...(refused.size > 0 && { omitted: [...refused] }),
        costUsd,
        ...(costUsd === 'unknown'
          ? { costAtLeastUsd: known + lacking.atLeast, missing: [...lacking.missing] }
          : {}),
      },
    };
  } finally {
    await target.close();
  }
}

/** What the calls of unknown cost lack, and what is known of them, US dollars. */
interface Lacking {
  readonly missing: Set<string>;
  atLeast: number;
}

/** US dollars of one call, its request included; what is missing goes to `lacking`. */
function priceCall(tokens: Tokens, pricing: Pricing, lacking: Lacking): number | undefined {
  const { atLeast, missing } = appraise({ outcome: 'ok', tokens, attempts: [] }, pricing);
  if (missing.length === 0) return atLeast;
  lacking.atLeast += atLeast;
  for (const each of missing) lacking.missing.add(each);
  return undefined;
}

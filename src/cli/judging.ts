import { createPriceBook } from '../cost/price-book.ts';
import { tokenCost } from '../cost/cost.ts';
import { judge } from '../judge/judge.ts';
import { drawSample } from '../judge/sampling.ts';
import type { Score } from '../judge/score.ts';
import type { JudgeResult } from '../report/result.ts';
import { systemClock } from '../sample/clock.ts';
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
  const { judge: settings, prices, seed } = session.scenario;
  if (settings === undefined) return undefined;
  const row = createPriceBook(prices).find(addressOf(settings.target));
  const target = await createTarget(settings.target, stage.wiring);
  let costUsd: number | 'unknown' = 0;
  try {
    const sample = drawSample(session.answers, settings.sample, createRandom(seed, 'judge'));
    const scores = await judge(sample, {
      settings,
      target,
      clock: systemClock,
      random: createRandom(seed, 'judge', 'backoff'),
      signal: options.signal,
      price: (tokens) => (row === undefined ? undefined : tokenCost(tokens, row)),
      onScore: options.onScore,
    });
    for (const score of scores) {
      if (score.outcome === 'not_judged') continue;
      costUsd =
        costUsd === 'unknown' || score.costUsd === undefined ? 'unknown' : costUsd + score.costUsd;
    }
    return {
      scores,
      result: {
        model: addressOf(settings.target),
        standIn: answerersOf(settings.target, stage).some(({ by }) => by !== 'service'),
        answerers: answerersOf(settings.target, stage),
        judged: sample.length,
        costUsd,
      },
    };
  } finally {
    await target.close();
  }
}

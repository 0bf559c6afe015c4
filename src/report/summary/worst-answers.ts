import type { Score } from '../../judge/score.ts';
import type { Answer } from '../../store/answer.ts';
import type { JudgedExtract } from '../result/result.ts';

const KEPT = 5;

/**
 * Returns the answers of one target with the lowest mean scores, lowest first, so that readers can
 * check judge and model.
 */
export function worstAnswers(
  target: string,
  answers: readonly Answer[],
  scores: readonly Score[],
): readonly JudgedExtract[] {
  const byAnswer = new Map<string, Score[]>();
  for (const score of scores) {
    if (score.target !== target || score.outcome !== 'scored') continue;
    const key = `${score.scenario}/${score.index}`;
    byAnswer.set(key, [...(byAnswer.get(key) ?? []), score]);
  }
  return answers
    .flatMap((answer) => {
      const scored = byAnswer.get(`${answer.scenario}/${answer.index}`);
      return scored === undefined ? [] : [extract(answer, scored)];
    })
    .filter(({ scores }) => scores.some(({ value }) => value < 1))
    .sort((a, b) => meanOf(a) - meanOf(b))
    .slice(0, KEPT);
}

function extract(answer: Answer, scores: readonly Score[]): JudgedExtract {
  return {
    queryId: answer.queryId,
    ...(answer.tenant === undefined ? {} : { tenant: answer.tenant }),
    question: answer.question,
    answer: answer.answer,
    ...(answer.reference === undefined ? {} : { reference: answer.reference }),
    scores: scores.flatMap((score) =>
      score.outcome === 'scored'
        ? [{ criterion: score.criterion, value: score.value, reason: score.reason }]
        : [],
    ),
  };
}

function meanOf({ scores }: JudgedExtract): number {
  return scores.reduce((sum, { value }) => sum + value, 0) / scores.length;
}

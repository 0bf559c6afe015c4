import { quality } from '../../src/judge/quality.ts';
import type { Score } from '../../src/judge/score.ts';
import { standardNormal } from '../../src/random/normal.ts';
import type { Random } from '../../src/random/random.ts';

/** A Questionnaire is how many questions were asked, how often each, and judged on two criteria. */
export interface Questionnaire {
  readonly questions: number;
  readonly repeats: number;
}

const CRITERIA = ['correct', 'complete'];

/** A question is easy or hard for good; each answer and criterion adds its own luck. */
const SPREAD = { question: 1, answer: 0.6 };
const EASE = 1;

/** Whether the overall share's interval and a criterion's mean's hold what any question would score on the mean. */
export function holdsQuality(
  { questions, repeats }: Questionnaire,
  truth: QualityTruth,
  random: Random,
): { readonly overall: boolean; readonly mean: boolean } {
  const scores = Array.from({ length: questions }, (_, i) => i).flatMap((question) =>
    scoresOf(question, repeats, random),
  );
  const result = quality(scores, 'target');
  const overall = result.overall?.interval;
  const mean = result.criteria['correct']?.interval;
  const within = (value: number, interval: typeof mean): boolean =>
    interval !== undefined && interval.low <= value && value <= interval.high;
  return { overall: within(truth.overall, overall), mean: within(truth.mean, mean) };
}

export interface QualityTruth {
  readonly overall: number;
  readonly mean: number;
}

export function qualityTruth(random: Random): QualityTruth {
  const scores = Array.from({ length: 100_000 }, (_, i) => scoresOf(i, 1, random));
  const share = (each: (own: readonly Score[]) => number) =>
    scores.reduce((sum, own) => sum + each(own), 0) / scores.length;
  return {
    overall: share((own) => (own.every((s) => s.outcome === 'scored' && s.pass) ? 1 : 0)),
    mean: share(([first]) => (first?.outcome === 'scored' ? first.value : 0)),
  };
}

/** Levels 0, 1/2 and 1; 1 passes. */
function scoresOf(question: number, repeats: number, random: Random): Score[] {
  const ease = EASE + SPREAD.question * standardNormal(random);
  return Array.from({ length: repeats }, (_, repeat) =>
    CRITERIA.map((criterion): Score => {
      const merit = ease + SPREAD.answer * standardNormal(random);
      const value = merit > 0.5 ? 1 : merit > -0.5 ? 0.5 : 0;
      return {
        scenario: 'load',
        index: question * repeats + repeat,
        target: 'target',
        queryId: `q${question}`,
        criterion,
        outcome: 'scored',
        value,
        pass: value === 1,
        reason: '',
      };
    }),
  ).flat();
}

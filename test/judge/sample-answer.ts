import type { Score } from '../../src/judge/score.ts';
import type { Criterion } from '../../src/scenario/judge/criterion-schema.ts';
import type { Answer } from '../../src/store/answer.ts';

export function sampleAnswer(fields: Partial<Answer> = {}): Answer {
  return {
    scenario: 'steady',
    index: 0,
    target: 'haiku',
    queryId: 'q1',
    question: 'How long may I return shoes?',
    answer: 'Thirty days.',
    reference: 'Within 30 days.',
    context: ['Shoes may be returned within 30 days.', 'Socks may not.'],
    ...fields,
  };
}

export const CORRECTNESS: Criterion = {
  name: 'correctness',
  question: 'Does the answer say the same as the reference?',
  levels: ['It contradicts it.', 'In part.', 'It does.'],
  needs: ['reference'],
  pass: 0.5,
};

export const FAITHFULNESS: Criterion = {
  name: 'faithfulness',
  question: 'Is every claim supported by the passages?',
  levels: ['No.', 'Yes.'],
  needs: ['context'],
  pass: 1,
};

const KEY = {
  scenario: 'steady',
  index: 0,
  target: 'haiku',
  queryId: 'q1',
  criterion: 'relevance',
};

type Fields = Partial<typeof KEY>;

export function scored(value: number, fields: Fields = {}, pass = value >= 0.5): Score {
  return { ...KEY, ...fields, outcome: 'scored', value, pass, reason: '' };
}

export function judgeError(fields: Fields = {}): Score {
  return { ...KEY, ...fields, outcome: 'judge_error', error: 'not_json: the judge replied ""' };
}

export function notJudged(fields: Fields = {}): Score {
  return { ...KEY, ...fields, outcome: 'not_judged', why: 'it needs a reference' };
}

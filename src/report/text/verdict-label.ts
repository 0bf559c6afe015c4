import type { Validity, Verdict } from '../../verdict/verdict.ts';

/** A VerdictLabel shows a verdict three ways at once, so that nobody needs to see colour: a word, a sign and a tone. */
export interface VerdictLabel {
  readonly word: string;
  readonly sign: string;
  readonly tone: Tone;
}

/** What a colour stands for; `plain` judges nothing. */
export type Tone = 'good' | 'bad' | 'unsure' | 'absent' | 'plain';

const VERDICTS: Readonly<Record<Verdict, VerdictLabel>> = {
  pass: { word: 'Meets', sign: '✓', tone: 'good' },
  fail: { word: 'Misses', sign: '✕', tone: 'bad' },
  inconclusive: { word: 'Not sure yet', sign: '?', tone: 'unsure' },
  'no-data': { word: 'No data', sign: '–', tone: 'absent' },
};

const VALIDITIES: Readonly<Record<Validity, VerdictLabel>> = {
  valid: { word: 'Measurement valid', sign: '✓', tone: 'good' },
  suspect: { word: 'Measurement suspect', sign: '?', tone: 'unsure' },
  invalid: { word: 'Measurement invalid', sign: '✕', tone: 'bad' },
};

/** The mark of a verdict; of `undefined`, where no objective was set, one that judges nothing. */
export function verdictLabel(verdict: Verdict | undefined): VerdictLabel {
  if (verdict === undefined) return { word: 'No objective', sign: '·', tone: 'plain' };
  return VERDICTS[verdict];
}

export function validityLabel(validity: Validity): VerdictLabel {
  return VALIDITIES[validity];
}

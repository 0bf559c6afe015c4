import type { Validity, Verdict } from '../../verdict/verdict.ts';

/** A verdict as word, sign and tone, so that colour is not needed. */
export interface VerdictLabel {
  readonly word: string;
  readonly sign: string;
  readonly tone: Tone;
}

/** Meaning of a colour; `plain` means no verdict. */
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

/** Returns the label of a verdict, and a neutral one for undefined (no objective). */
export function verdictLabel(verdict: Verdict | undefined): VerdictLabel {
  if (verdict === undefined) return { word: 'No objective', sign: '·', tone: 'plain' };
  return VERDICTS[verdict];
}

export function validityLabel(validity: Validity): VerdictLabel {
  return VALIDITIES[validity];
}

import type { Criterion } from './criterion-schema.ts';

/** Built-in criteria, by name. */
export const CRITERIA: Readonly<Record<string, Criterion>> = {
  correctness: {
    name: 'correctness',
    question: 'Does the answer say the same as the reference answer, without contradicting it?',
    levels: [
      'It contradicts the reference or misses its point.',
      'It agrees with part of the reference and misses the rest.',
      'It says what the reference says.',
    ],
    needs: ['reference'],
    pass: 0.5,
  },
  faithfulness: {
    name: 'faithfulness',
    question: 'Is every claim of the answer supported by the passages?',
    levels: [
      'A central claim is not supported by the passages.',
      'A minor claim is not supported by the passages.',
      'Every claim is supported by the passages.',
    ],
    needs: ['context'],
    pass: 1,
  },
  relevance: {
    name: 'relevance',
    question: 'Does the answer address what was asked?',
    levels: ['It does not.', 'It does in part.', 'It does.'],
    needs: [],
    pass: 0.5,
  },
};

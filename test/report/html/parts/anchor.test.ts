import { describe, expect, it } from 'vitest';
import { answerAnchors } from '../../../../src/report/html/parts/anchor.ts';
import { sampleResult } from '../../sample-result.ts';

describe('an anchor', () => {
  it('is safe in a URL and unique in the page', () => {
    const [extract] = sampleResult.targets[0]?.worst ?? [];
    if (extract === undefined) throw new Error('the sample has a judged answer');
    const ids = ['0137', 'a b', 'a-b', 'a?b', '"><script>'];
    const worst = ids.map((queryId) => ({ ...extract, queryId }));
    const targets = sampleResult.targets.map((target) => ({ ...target, worst }));
    const anchors = answerAnchors({ ...sampleResult, targets });
    expect(Object.fromEntries(anchors)).toEqual({
      '0137': 'q-0137',
      'a b': 'q-a-b',
      'a-b': 'q-a-b-2',
      'a?b': 'q-a-b-3',
      '"><script>': 'q--script-',
    });
  });
});

import { describe, expect, it } from 'vitest';
import { renderMarkdown } from '../../../src/report/formats/markdown.ts';
import { renderText } from '../../../src/report/formats/text.ts';
import {
  type BillableEndpoint,
  billingSentences,
} from '../../../src/report/result/billable-endpoint.ts';
import { sampleResult } from '../sample-result.ts';

const TGI: BillableEndpoint = {
  endpoint: 'support-tgi',
  machines: [{ type: 'ml.g5.2xlarge', count: 2 }],
  perHour: 3.03,
  idle: false,
};

describe('the sentences on billable endpoints', () => {
  it.each<[string, BillableEndpoint, string]>([
    [
      'give price and instances',
      TGI,
      'Endpoint support-tgi is still rented, at $3.03 an hour (2 × ml.g5.2xlarge).',
    ],
    [
      'say that an endpoint received no request',
      { ...TGI, idle: true },
      'Endpoint support-tgi is still rented, at $3.03 an hour (2 × ml.g5.2xlarge), and served nothing in the run and the hour before it.',
    ],
    [
      'say that a price is unknown',
      { endpoint: 'support-tgi', perHour: 'unknown' },
      'Endpoint support-tgi is still rented, at an unknown price an hour.',
    ],
  ])('%s', (_, rented, sentence) => {
    expect(billingSentences([rented])).toEqual([sentence]);
  });

  it('give a failed look-up and its remedy once', () => {
    const unseen = { ...TGI, unseen: 'AccessDeniedException' };
    const sentences = billingSentences([unseen, unseen]);
    expect(sentences).toHaveLength(3);
    expect(sentences[2]).toContain(
      'could not be read (AccessDeniedException). Allow sagemaker:Desc',
    );
  });

  it('are in the text and Markdown reports, only for billable endpoints', () => {
    const rented = [TGI];
    const words = 'support-tgi is still rented';
    expect(renderText({ ...sampleResult, rented }, { colour: false })).toContain(words);
    expect(renderMarkdown({ ...sampleResult, rented })).toContain(words);
    expect(renderText(sampleResult, { colour: false })).not.toContain('still rented');
    expect(renderMarkdown(sampleResult)).not.toContain('still rented');
  });
});

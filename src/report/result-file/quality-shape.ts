import { z } from 'zod';
import type { JudgeAccount } from '../../judge/account.ts';
import type { QualityResult, QualityShare } from '../../judge/quality.ts';
import type { Members } from './shape-part.ts';
import { interval } from './shape-part.ts';

const share = z.looseObject({
  mean: z.number(),
  interval,
  passRate: z.number(),
  scored: z.number(),
  eligible: z.number(),
  judgeErrors: z.number(),
  notJudged: z.number(),
  bounds: interval,
} satisfies Members<QualityShare>);

/** Schema of what happened to the answers drawn for the judge. */
export const account = z.looseObject({
  asked: z.number(),
  scored: z.number(),
  called: z.number(),
  failed: z.number(),
  ungraded: z.number(),
  empty: z.number(),
  errors: z.array(z.looseObject({ kind: z.string(), count: z.number(), first: z.string() })),
  notJudged: z.array(z.looseObject({ why: z.string(), count: z.number() })),
  constant: z.array(z.looseObject({ criterion: z.string(), value: z.number(), count: z.number() })),
} satisfies Members<JudgeAccount>);

export const qualityShape = z.looseObject({
  overall: share.exactOptional(),
  criteria: z.record(z.string(), share),
  account: account.exactOptional(),
} satisfies Members<QualityResult>);

import { z } from 'zod';
import { parseKeyValueList } from '../../problem/key-value-list.ts';
import { Problem } from '../../problem/problem.ts';
import { positive, strictObject } from '../schema/fields.ts';
import type { ReadonlyOutput } from '../schema/readonly-deep.ts';

const limit = positive.nullable().exactOptional();
const DEFAULT = 'null lifts the limit. Default: the profile’s own.';

export const QUOTA_WINDOWS = ['fixed', 'sliding', 'bucket'] as const;

/** Schema of the limits of one model, endpoint or path; null removes a limit. */
export const quotaSchema = strictObject({
  tokensPerMinute: limit.describe(`Quota tokens a minute. ${DEFAULT}`),
  requestsPerMinute: limit.describe(`Requests a minute. ${DEFAULT}`),
  tokensPerDay: limit.describe(`Quota tokens a day. ${DEFAULT}`),
  inputTokensPerMinute: limit.describe(
    `Input tokens a minute of bedrock-mantle, which has no burndown: requests above it are refused. ${DEFAULT}`,
  ),
  outputTokensPerMinute: limit.describe(
    `Output tokens a minute of bedrock-mantle: above it an answer is cut short. ${DEFAULT}`,
  ),
  window: z
    .enum(QUOTA_WINDOWS)
    .exactOptional()
    .describe(
      'Window of a minute, which no service documents. `fixed` counts from the start of each clock minute, `sliding` counts over the last minute at every instant, `bucket` is refilled evenly and never holds more than a minute’s worth. Default: bucket.',
    ),
});

export type QuotaLimits = ReadonlyOutput<typeof quotaSchema>;

/**
 * Window over which a quota counts requests or tokens.
 *
 * - `fixed`: each minute of the clock, from 0.
 * - `sliding`: the last 60 seconds.
 * - `bucket`: a token bucket of one minute's quota, refilled at a constant rate.
 */
export type QuotaWindow = (typeof QUOTA_WINDOWS)[number];

/**
 * Parses limits in command-line form, with their subject: `on=my-model,tokensPerMinute=20000`;
 * `none` removes a limit. Throws a Problem.
 */
export function parseQuota(text: string): readonly [subject: string, limits: QuotaLimits] {
  const { on, ...members } = parseKeyValueList(text);
  const limits = Object.entries(members).map(([name, value]) => [
    name,
    value === 'none' ? null : value,
  ]);
  const read = quotaSchema.safeParse(Object.fromEntries(limits));
  if (typeof on === 'string' && read.success) return [on, read.data];
  const why = read.success ? 'It names no model, endpoint or path.' : z.prettifyError(read.error);
  throw new Problem(`"${text}" is not a quota. ${why}`, {
    remedy: 'Write it like on=my-model,tokensPerMinute=20000,requestsPerMinute=none.',
  });
}

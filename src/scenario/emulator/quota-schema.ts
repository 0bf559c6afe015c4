import { z } from 'zod';
import { parseKeyValueList } from '../../problem/key-value-list.ts';
import { Problem } from '../../problem/problem.ts';
import { positive, strictObject } from '../schema/fields.ts';
import { QUOTA_WINDOWS, type QuotaLimits } from './emulator-settings.ts';

/** The limits of one model, endpoint or path; null lifts one. */
export const quotaSchema = strictObject({
  tokensPerMinute: positive.nullable().exactOptional(),
  requestsPerMinute: positive.nullable().exactOptional(),
  tokensPerDay: positive.nullable().exactOptional(),
  inputTokensPerMinute: positive.nullable().exactOptional(),
  outputTokensPerMinute: positive.nullable().exactOptional(),
  window: z.enum(QUOTA_WINDOWS).exactOptional(),
});

/**
 * Limits as the command line writes them, with whose they are: `on=my-model,tokensPerMinute=20000`;
 * `none` lifts a limit. Throws a Problem.
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
  throw new Problem(`"${text}" is no quota. ${why}`, {
    remedy: 'Write it like on=my-model,tokensPerMinute=20000,requestsPerMinute=none.',
  });
}

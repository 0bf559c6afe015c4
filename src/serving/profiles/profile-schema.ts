import { z } from 'zod';
import { Problem } from '../../problem/problem.ts';
import { quotaSchema } from '../../scenario/emulator/quota-schema.ts';
import { positive, strictObject } from '../../scenario/schema/fields.ts';
import type { Profile } from './profile.ts';

const above = z.number().positive();
const from0 = z.number().min(0);

const POOLED_KNOBS = {
  ttft: above,
  ttftSigma: from0,
  perInputToken: from0,
  tokensPerSecond: above,
  speedSigma: from0,
  tailProbability: z.number().min(0).max(1),
  tailFactor: above,
};

const ENGINE_KNOBS = {
  stepBase: above,
  perPrefillToken: from0,
  perSequence: from0,
  perContextKilotoken: from0,
  kvTokens: positive,
  maxSequences: positive,
  batchTokens: positive,
  overhead: from0,
  overheadSigma: from0,
  stepSigma: from0,
};

/** Schema of a profile file. */
const profileSchema = z.discriminatedUnion('mode', [
  strictObject({ mode: z.literal('pooled'), ...base(POOLED_KNOBS), ...POOLED_KNOBS }),
  strictObject({ mode: z.literal('engine'), ...base(ENGINE_KNOBS), ...ENGINE_KNOBS }),
]);

function base<Knob extends string>(knobs: Readonly<Record<Knob, unknown>>) {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- Object.keys forgets its keys
  const names = Object.keys(knobs) as Knob[];
  return {
    name: z.string().regex(/^[\w.-]+$/),
    provenance: strictObject({
      status: z.enum(['measured', 'assumed']),
      source: z.string(),
      assumed: z.array(z.enum(names)).exactOptional(),
    }),
    quota: quotaSchema.default({}),
  };
}

/** Parses a profile file. Throws a Problem that names the file. */
export function parseProfile(text: string, file: string): Profile {
  const read = profileSchema.safeParse(json(text, file));
  if (read.success) return read.data;
  throw new Problem(`The serving profile is not valid. ${z.prettifyError(read.error)}`, {
    place: { file },
    remedy: '`proofload fit` writes valid ones.',
  });
}

function json(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Problem('The serving profile is not JSON.', { place: { file }, cause });
  }
}

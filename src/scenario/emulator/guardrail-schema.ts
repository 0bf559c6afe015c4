import { z } from 'zod';
import { Problem } from '../../problem/problem.ts';
import { strictObject } from '../schema/fields.ts';
import type { ReadonlyOutput } from '../schema/readonly-deep.ts';

const MESSAGE = 'Sorry, the model cannot answer this question.';

/** Schema of a guardrail: the denied words, and the message that replaces a text with one. */
export const guardrailSchema = strictObject({
  denied: z.array(z.string().min(1)).min(1).describe('Words that block a prompt or an answer.'),
  message: z
    .string()
    .min(1)
    .default(MESSAGE)
    .describe('Text returned when a prompt or an answer is blocked.'),
});

/** A guardrail that blocks prompts and answers with a denied word. */
export type GuardrailSettings = ReadonlyOutput<typeof guardrailSchema>;

/** Parses a guardrail in command-line form: `gr-1=password,secret`. Throws a Problem. */
export function parseGuardrail(text: string): readonly [id: string, settings: GuardrailSettings] {
  const at = text.indexOf('=');
  const denied = text
    .slice(at + 1)
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '');
  if (at > 0 && denied.length > 0) return [text.slice(0, at), { denied, message: MESSAGE }];
  throw new Problem(`"${text}" is not a guardrail: the id or the words are missing.`, {
    remedy: 'Write it like gr-1=password,secret.',
  });
}

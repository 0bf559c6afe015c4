import { z } from 'zod';
import { InvalidRequest } from './dialect.ts';

/**
 * The body as the schema describes it; unknown members are let pass.
 *
 * Throws an InvalidRequest, worded by `say` from the first offending member and its complaint.
 */
export function readBody<T>(
  schema: z.ZodType<T>,
  body: unknown,
  say: (member: string, complaint: string) => string,
): T {
  const read = schema.safeParse(body);
  if (read.success) return read.data;
  const issue = read.error.issues[0];
  throw new InvalidRequest(say(issue?.path.join('.') ?? '', issue?.message ?? 'malformed'));
}

/** Text as a message's content gives it: a string, or blocks of which those with `text` count. */
export const content = z.union([
  z.string(),
  z
    .array(z.looseObject({ text: z.string().optional() }))
    .transform((blocks) => blocks.flatMap(({ text }) => text ?? []).join('\n')),
]);

/** A positive count of tokens. */
export const tokenCount = z.number().int().positive();

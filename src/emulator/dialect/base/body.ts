import { z } from 'zod';
import { InvalidRequest } from './dialect.ts';

/**
 * Parses a body by a schema. Throws an InvalidRequest with the message that `wording` returns for
 * the first invalid member and its complaint.
 */
export function readBody<T>(
  schema: z.ZodType<T>,
  body: unknown,
  wording: (member: string, complaint: string) => string,
): T {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new InvalidRequest(wording(issue?.path.join('.') ?? '', issue?.message ?? 'malformed'));
}

/** The text of a message's content: a string, or the blocks with `text`, one a line. */
export const content = z.union([
  z.string(),
  z
    .array(z.looseObject({ text: z.string().optional() }))
    .transform((blocks) => blocks.flatMap(({ text }) => text ?? []).join('\n')),
]);

/** A positive number of tokens. */
export const tokenCount = z.number().int().positive();

import type { Message, Query } from '../../dataset/query/query.ts';
import { refuseBeyondText } from './media.ts';

/** A Transcript is what a text-only model is given: instructions, and turns still to be framed. */
export interface Transcript {
  readonly system: string | undefined;
  readonly turns: readonly Message[];
}

/**
 * The transcript of a query; a wish for JSON becomes the last sentence of the last turn. Throws a
 * Problem for images, documents and tools, which a text cannot hold.
 */
export function transcriptOf(query: Query): Transcript {
  refuseBeyondText(query, 'a target that is asked by text alone');
  const { system, messages, output } = query;
  if (output === undefined) return { system, turns: messages };
  const wish = `Answer with nothing but JSON of this schema: ${JSON.stringify(output.schema)}`;
  const turns = messages.map((message, index) =>
    index === messages.length - 1 ? { ...message, text: `${message.text}\n\n${wish}` } : message,
  );
  return { system, turns };
}

/** The text of the message to answer. */
export function questionOf(query: Query): string {
  return transcriptOf(query).turns.at(-1)?.text ?? '';
}

/** A transcript as prose, for containers that bring no chat template; one bare turn stays bare. */
export function plainText({ system, turns }: Transcript): string {
  if (system === undefined && turns.length === 1) return turns[0]?.text ?? '';
  const lines = turns.map(({ role, text }) => `${role === 'user' ? 'User' : 'Assistant'}: ${text}`);
  return [...(system === undefined ? [] : [system]), ...lines, 'Assistant:'].join('\n\n');
}

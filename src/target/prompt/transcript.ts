import type { Message, Query } from '../../dataset/query/query.ts';
import { refuseBeyondText } from './media.ts';

/** The input of a text-only model: instructions, and turns that are not yet formatted. */
export interface Transcript {
  readonly system: string | undefined;
  readonly turns: readonly Message[];
}

/**
 * Returns the transcript of a query; a request for JSON becomes the last sentence of the last turn.
 * Throws a Problem for images, documents and tools, which text cannot hold.
 */
export function transcriptOf(query: Query): Transcript {
  refuseBeyondText(query, 'a target that is asked by text alone');
  const { system, messages, output } = query;
  if (output === undefined) return { system, turns: messages };
  const instruction = `Answer with nothing but JSON of this schema: ${JSON.stringify(output.schema)}`;
  const turns = messages.map((message, index) =>
    index === messages.length - 1
      ? { ...message, text: `${message.text}\n\n${instruction}` }
      : message,
  );
  return { system, turns };
}

/** Returns the text of the message to answer. */
export function questionOf(query: Query): string {
  return transcriptOf(query).turns.at(-1)?.text ?? '';
}

/**
 * Returns a transcript as plain text, for containers without a chat template; a single turn without
 * instructions stays as it is.
 */
export function plainText({ system, turns }: Transcript): string {
  if (system === undefined && turns.length === 1) return turns[0]?.text ?? '';
  const lines = turns.map(({ role, text }) => `${role === 'user' ? 'User' : 'Assistant'}: ${text}`);
  return [...(system === undefined ? [] : [system]), ...lines, 'Assistant:'].join('\n\n');
}

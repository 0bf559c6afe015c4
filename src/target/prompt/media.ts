import type { Media, Query } from '../../dataset/query/query.ts';
import { Problem } from '../../problem/problem.ts';

/** Returns an image or a document as a data URL (RFC 2397). */
export function dataUrl({ mediaType, base64 }: Media): string {
  return `data:${mediaType};base64,${base64}`;
}

const REMEDY = 'Ask by bedrock-converse, anthropic, or openai with api: chat, or leave it out.';

/**
 * Returns the Problem of a prompt with content that a wire does not support; nothing is left out
 * silently.
 */
export function unworded(what: string, wire: string, remedy = REMEDY): Problem {
  return new Problem(`The prompt has ${what}, which ${wire} cannot say.`, { remedy });
}

/** Throws a Problem if the query has content that a text-only wire would leave out. */
export function refuseBeyondText({ messages, tools }: Query, wire: string): void {
  if (tools !== undefined) throw unworded('tools', wire);
  for (const { media = [] } of messages) {
    const [first] = media;
    if (first !== undefined) throw unworded(`${first.kind}s`, wire);
  }
}

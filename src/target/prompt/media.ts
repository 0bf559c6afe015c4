import type { Media, Query } from '../../dataset/query/query.ts';
import { Problem } from '../../problem/problem.ts';

/** An image or a document as the URL of its own bytes (RFC 2397). */
export function dataUrl({ mediaType, base64 }: Media): string {
  return `data:${mediaType};base64,${base64}`;
}

const REMEDY = 'Ask by bedrock-converse, anthropic, or openai with api: chat, or leave it out.';

/** The Problem of a prompt that a wire has no words for: nothing is left out in silence. */
export function unworded(what: string, wire: string, remedy = REMEDY): Problem {
  return new Problem(`The prompt has ${what}, which ${wire} cannot say.`, { remedy });
}

/** Refuses what a wire of text alone would leave out. */
export function refuseBeyondText({ messages, tools }: Query, wire: string): void {
  if (tools !== undefined) throw unworded('tools', wire);
  for (const { media = [] } of messages) {
    const [first] = media;
    if (first !== undefined) throw unworded(`${first.kind}s`, wire);
  }
}

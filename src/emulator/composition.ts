import { randomUUID } from 'node:crypto';
import type { Random } from '../scenario/random.ts';
import { answer } from './answerer.ts';
import type { Ask } from './ask.ts';
import { judgeAnswer } from './judge-model.ts';
import type { Quality } from './quality.ts';
import type { Reply } from './reply.ts';
import { schemaExample } from './schema-example.ts';
import { countTokens, splitTokens } from './tokenizer.ts';

/** A Composition is a reply with the pieces it is streamed in; they join to its text. */
export interface Composition {
  readonly reply: Reply;
  readonly pieces: readonly string[];
}

export interface Voice {
  readonly model: string;
  readonly quality: Quality;
  readonly random: Random;
  /** A sentence that slips in from elsewhere. */
  readonly leak?: string | undefined;
}

/** Answers an ask, cut at its token limit. */
export function compose(ask: Ask, inputTokens: number, voice: Voice): Composition {
  const whole = splitTokens(say(ask, voice));
  const pieces = whole.slice(0, ask.maxTokens);
  const reply: Reply = {
    id: `emulated-${randomUUID()}`,
    model: voice.model,
    ask,
    text: pieces.join(''),
    inputTokens,
    outputTokens: pieces.length,
    truncated: pieces.length < whole.length,
    created: Math.floor(Date.now() / 1000),
  };
  return { reply, pieces };
}

function say(ask: Ask, { quality, random, leak }: Voice): string {
  if (ask.output !== undefined) {
    const grades = judgeAnswer(ask.output.schema, ask.messages);
    if (grades !== undefined) return JSON.stringify(grades);
  }
  const text = [answer(ask, quality, random), ...(leak === undefined ? [] : [leak])].join(' ');
  const said = text.trim() === '' ? 'There is nothing to answer.' : text;
  return ask.output === undefined ? said : JSON.stringify(schemaExample(ask.output.schema, said));
}

/** What an ask costs on the way in: system prompt, messages and schema. */
export function countInput({ system, messages, output }: Ask): number {
  const schema = output === undefined ? 0 : countTokens(JSON.stringify(output.schema) ?? '');
  const texts = messages.reduce((sum, { text }) => sum + countTokens(text), 0);
  return Math.max(1, countTokens(system) + texts + schema);
}

import type { Ask } from './ask.ts';
import { countInput } from './input-tokens.ts';
import { readPrompt, type PromptReading } from './prompt-reading.ts';
import type { Quality } from './quality.ts';
import type { Truth } from './truth.ts';

/** A Thought is what a stand-in makes of a prompt: its size, how it reads, and what is said to it. */
export interface Thought {
  /** Of which model, and of which prompt: the seed of what is said. */
  readonly subject: string;
  readonly prompt: string;
  readonly inputTokens: number;
  readonly reading: PromptReading;
  /** What was said before to the same prompt, by how good the model was. */
  readonly sayings: Map<Quality, Saying>;
}

/** A Saying is a whole answer, cut into tokens, with what is the matter with it. */
export interface Saying extends Truth {
  readonly text: string;
  readonly pieces: readonly string[];
}

/** Thoughts come back when the same prompt does: load tests ask few prompts many times. */
export type Thoughts = (subject: string, ask: Ask) => Thought;

const KEPT = 1000;
/** In characters: more is rarely asked twice, and would fill the memory. */
const LONGEST = 20_000;

export function createThoughts(): Thoughts {
  let older = new Map<string, Thought>();
  let newer = new Map<string, Thought>();
  return (subject, ask) => {
    const key = keyOf(subject, ask);
    const known = newer.get(key) ?? older.get(key);
    if (known !== undefined) return known;
    const thought: Thought = {
      subject,
      prompt: ask.messages.at(-1)?.text ?? '',
      inputTokens: countInput(ask),
      reading: readPrompt(ask.system, ask.messages),
      sayings: new Map(),
    };
    if (key.length > LONGEST) return thought;
    if (newer.size >= KEPT) {
      older = newer;
      newer = new Map();
    }
    newer.set(key, thought);
    return thought;
  };
}

function keyOf(subject: string, { system, messages, output }: Ask): string {
  const turns = messages.map(({ role, text }) => `${role}\0${text}`);
  const schema = output === undefined ? '' : JSON.stringify(output);
  return [subject, system, schema, ...turns].join('\0');
}

import type { Tool, ToolChoice } from '../../scenario/prompt.ts';
import type { Milliseconds } from '../../time/duration.ts';

/** A Query is one row of a dataset, ready to ask. */
export interface Query {
  readonly id: string;
  readonly system?: string;
  /** The conversation so far, the last message being the one to answer. */
  readonly messages: readonly Message[];
  /** The most tokens the answer may have; always sent, because an unset one reserves the model's maximum. */
  readonly maxTokens: number;
  readonly temperature?: number;
  readonly topP?: number;
  readonly stopSequences?: readonly string[];
  /** What the model may call, one at least. */
  readonly tools?: readonly Tool[];
  /** The service's own way when absent: `auto`. */
  readonly toolChoice?: ToolChoice;
  /** What is asked, before the prompt's template says it. */
  readonly question?: string;
  /** The answer a person would accept. */
  readonly reference?: string;
  /** The passages the answer should rest on. */
  readonly context: readonly string[];
  /** False where the passages do not hold the answer and the right thing is to say so. */
  readonly answerable?: boolean;
  readonly tenant?: string;
  /** A secret of the tenant's documents, which no other tenant's answer may hold. */
  readonly canary?: string;
  readonly session?: string;
  readonly turn?: number;
  /** When the traced request came, milliseconds from the trace's first. */
  readonly at?: Milliseconds;
  readonly tags: Readonly<Record<string, string>>;
  /** Asks for JSON of this shape in place of prose; the judge's too. */
  readonly output?: StructuredOutput;
  /** The row's own columns, for targets whose request body is a template. */
  readonly row: Readonly<Record<string, unknown>>;
}

export interface Message {
  readonly role: 'user' | 'assistant';
  readonly text: string;
  /** Images and documents, which come before the text. */
  readonly media?: readonly Media[];
}

/** Media is an image or a document that a prompt brings. */
export interface Media {
  readonly kind: 'image' | 'document';
  /** `image/png`, `application/pdf`. */
  readonly mediaType: string;
  readonly base64: string;
  /** The file's name without its ending; services ask for one of documents. */
  readonly name: string;
}

/** A JSON Schema the answer must satisfy, sent as a forced tool where the service has tools. */
export interface StructuredOutput {
  readonly name: string;
  readonly description: string;
  readonly schema: Readonly<Record<string, unknown>>;
}

import type { Tool, ToolChoice } from '../../scenario/prompt-schema.ts';
import type { Milliseconds } from '../../time/duration.ts';

/** One row of a dataset as a request's content. */
export interface Query {
  readonly id: string;
  readonly system?: string;
  /** The conversation; the last message is the one to answer. */
  readonly messages: readonly Message[];
  /** Maximum output tokens; always sent, because an unset limit reserves the model's maximum. */
  readonly maxTokens: number;
  readonly temperature?: number;
  readonly topP?: number;
  readonly stopSequences?: readonly string[];
  /** Tools of the model; at least one. */
  readonly tools?: readonly Tool[];
  /** The service's default when absent: `auto`. */
  readonly toolChoice?: ToolChoice;
  /** The question before the prompt's template. */
  readonly question?: string;
  /** The expected answer. */
  readonly reference?: string;
  /** Passages that should support the answer. */
  readonly context: readonly string[];
  /** False where the passages lack the answer and the model should say so. */
  readonly answerable?: boolean;
  readonly tenant?: string;
  /** A secret in the tenant's documents that must not occur in another tenant's answer. */
  readonly canary?: string;
  readonly session?: string;
  readonly turn?: number;
  /** Arrival time of the traced request, milliseconds from the first. */
  readonly at?: Milliseconds;
  readonly tags: Readonly<Record<string, string>>;
  /** Requests JSON of this schema in place of prose; the judge uses it too. */
  readonly output?: StructuredOutput;
  /** All columns of the row, for targets whose request body is a template. */
  readonly row: Readonly<Record<string, unknown>>;
}

export interface Message {
  readonly role: 'user' | 'assistant';
  readonly text: string;
  /** Images and documents, sent before the text. */
  readonly media?: readonly Media[];
}

/** An image or a document of a prompt. */
export interface Media {
  readonly kind: 'image' | 'document';
  /** MIME type: `image/png`, `application/pdf`. */
  readonly mediaType: string;
  readonly base64: string;
  /** File name without extension; services require one for documents. */
  readonly name: string;
}

/** A JSON Schema the answer must satisfy; sent as a forced tool where the service has tools. */
export interface StructuredOutput {
  readonly name: string;
  readonly description: string;
  readonly schema: Readonly<Record<string, unknown>>;
}

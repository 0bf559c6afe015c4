import type { JsonObject } from './schema/fields.ts';

/** A Prompt turns a dataset row into a query: Liquid templates over the row's columns. */
export interface Prompt {
  readonly system?: string;
  readonly user: string;
  readonly maxTokens: number;
  readonly temperature?: number;
  readonly topP?: number;
  readonly stopSequences?: readonly string[];
  /** Tools that the model may call; calls are counted and not answered. */
  readonly tools?: readonly Tool[];
  readonly toolChoice?: ToolChoice;
  /** Asks for JSON of a schema in place of prose; answers are held against it. */
  readonly output?: PromptOutput;
  /** Columns that hold images: files beside the dataset, data URLs or base64. */
  readonly images?: readonly string[];
  /** Columns that hold documents, likewise. */
  readonly documents?: readonly string[];
}

/** A Tool is a function that a model may ask to be called, its input by a JSON Schema. */
export interface Tool {
  readonly name: string;
  readonly description?: string;
  readonly inputSchema: JsonObject;
}

/** `any`: one of them must be called; `{ tool }`: that one must. */
export type ToolChoice = 'auto' | 'any' | 'none' | { readonly tool: string };

/** A PromptOutput is the JSON that answers are to be. */
export interface PromptOutput {
  readonly name: string;
  readonly description: string;
  readonly schema: JsonObject;
}

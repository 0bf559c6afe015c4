import type { Finish } from '../../sample/sample.ts';
import type { Delta } from '../delta/delta.ts';

/** The known finish reasons of a dialect, in lower case, and what each means. */
export type FinishReasons = Readonly<Record<string, Finish | 'failed'>>;

/** The part of a delta that a finish reason determines. */
export type Ending = Pick<Delta, 'stopReason' | 'finish' | 'done' | 'failure'>;

const NONE: Ending = {
  stopReason: undefined,
  finish: undefined,
  done: undefined,
  failure: undefined,
};

/** Values that mean "no reason yet": SGLang and Ollama send "" in every chunk. */
const NO_REASON = /^\s*(null|none|in_progress|queued)?\s*$/i;

/**
 * Returns the ending for a finish reason. A missing or empty reason ends nothing; an unknown one
 * ends the answer, is kept and is counted (`unknown`); one that means a failure becomes a failure.
 */
export function readEnding(reasons: FinishReasons, reason: string | undefined): Ending {
  if (reason === undefined || NO_REASON.test(reason)) return NONE;
  const word = reason.toLowerCase();
  const finish = (Object.hasOwn(reasons, word) ? reasons[word] : undefined) ?? 'unknown';
  if (finish !== 'failed') {
    return { stopReason: reason, finish, done: true, failure: undefined };
  }
  const name = `finish_reason ${reason}`;
  const message = `The service ended the answer with the finish reason "${reason}".`;
  return { stopReason: reason, finish: undefined, done: undefined, failure: { name, message } };
}

/** Reasons of OpenAI, and of the servers and gateways that speak its dialect. */
export const CHAT_REASONS: FinishReasons = {
  stop: 'whole',
  tool_calls: 'whole',
  function_call: 'whole',
  stop_sequence: 'whole',
  eos: 'whole',
  eos_token: 'whole',
  end_turn: 'whole',
  tool_use: 'whole',
  length: 'cut',
  max_tokens: 'cut',
  model_length: 'cut',
  max_output_tokens: 'cut',
  model_context_window_exceeded: 'cut',
  content_filter: 'withheld',
  content_filtered: 'withheld',
  guardrail_intervened: 'withheld',
  refusal: 'withheld',
  safety: 'withheld',
  sensitive: 'withheld',
  error: 'failed',
  abort: 'failed',
  aborted: 'failed',
  cancelled: 'failed',
  canceled: 'failed',
  timeout: 'failed',
  network_error: 'failed',
  insufficient_system_resource: 'failed',
  malformed_function_call: 'failed',
  malformed_model_output: 'failed',
  malformed_tool_use: 'failed',
};

/** Reasons of the Messages API (Anthropic API reference, "Handling stop reasons"). */
export const MESSAGES_REASONS: FinishReasons = {
  end_turn: 'whole',
  stop_sequence: 'whole',
  tool_use: 'whole',
  pause_turn: 'whole',
  max_tokens: 'cut',
  model_context_window_exceeded: 'cut',
  refusal: 'withheld',
  guardrail_intervened: 'withheld',
  content_filtered: 'withheld',
  error: 'failed',
  abort: 'failed',
};

/** Bedrock's `StopReason`. */
export const CONVERSE_REASONS: FinishReasons = {
  end_turn: 'whole',
  stop_sequence: 'whole',
  tool_use: 'whole',
  max_tokens: 'cut',
  model_context_window_exceeded: 'cut',
  content_filtered: 'withheld',
  guardrail_intervened: 'withheld',
  malformed_model_output: 'failed',
  malformed_tool_use: 'failed',
  error: 'failed',
};

/** Reasons of OpenAI's Responses: `status`, or why it is `incomplete`. */
export const RESPONSES_REASONS: FinishReasons = {
  completed: 'whole',
  incomplete: 'cut',
  max_output_tokens: 'cut',
  max_tokens: 'cut',
  content_filter: 'withheld',
  failed: 'failed',
  cancelled: 'failed',
};

/** Reasons of TGI and LMI; LMI's vLLM uses some of OpenAI's. */
export const TEXT_GENERATION_REASONS: FinishReasons = {
  eos_token: 'whole',
  stop_sequence: 'whole',
  stop: 'whole',
  length: 'cut',
  error: 'failed',
  abort: 'failed',
};

export const LLAMA_REASONS: FinishReasons = { stop: 'whole', length: 'cut', error: 'failed' };

export const MISTRAL_REASONS: FinishReasons = {
  stop: 'whole',
  tool_calls: 'whole',
  length: 'cut',
  model_length: 'cut',
  error: 'failed',
};

export const COHERE_REASONS: FinishReasons = {
  complete: 'whole',
  stop_sequence: 'whole',
  tool_call: 'whole',
  max_tokens: 'cut',
  error_limit: 'cut',
  error_toxic: 'withheld',
  error: 'failed',
  user_cancel: 'failed',
  timeout: 'failed',
};

export const TITAN_REASONS: FinishReasons = {
  finish: 'whole',
  finished: 'whole',
  stop_criteria_met: 'whole',
  rag_query_when_rag_disabled: 'whole',
  length: 'cut',
  content_filtered: 'withheld',
  error: 'failed',
};

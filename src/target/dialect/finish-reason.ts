import type { Finish } from '../../sample/sample.ts';
import type { Delta } from '../delta/delta.ts';

/** FinishReasons are a dialect's closed list of why an answer ends, in lower case, and what each says. */
export type FinishReasons = Readonly<Record<string, Finish | 'failed'>>;

/** An Ending is what a finish reason makes of the piece it came in. */
export type Ending = Pick<Delta, 'stopReason' | 'finish' | 'done' | 'failure'>;

const NONE: Ending = {
  stopReason: undefined,
  finish: undefined,
  done: undefined,
  failure: undefined,
};

/** What stands where a reason belongs while there is none yet: SGLang and Ollama send "" in every chunk. */
const NO_REASON = /^\s*(null|none|in_progress|queued)?\s*$/i;

/**
 * The ending that a finish reason is. None, or an empty one, ends nothing; one that no list has ends
 * the answer, is kept and is counted (`unknown`); one that means a failure is a failure.
 */
export function readEnding(reasons: FinishReasons, reason: string | undefined): Ending {
  if (reason === undefined || NO_REASON.test(reason)) return NONE;
  const word = reason.toLowerCase();
  const told = (Object.hasOwn(reasons, word) ? reasons[word] : undefined) ?? 'unknown';
  if (told !== 'failed') {
    return { stopReason: reason, finish: told, done: true, failure: undefined };
  }
  const name = `finish_reason ${reason}`;
  const message = `The service ended the answer with the finish reason "${reason}".`;
  return { stopReason: reason, finish: undefined, done: undefined, failure: { name, message } };
}

/** OpenAI's, with those of the servers and gateways that speak as it does. */
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

/** Of the Messages API (Anthropic API reference, "Handling stop reasons"). */
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

/** Of OpenAI's Responses: `status`, or why it is `incomplete`. */
export const RESPONSES_REASONS: FinishReasons = {
  completed: 'whole',
  incomplete: 'cut',
  max_output_tokens: 'cut',
  max_tokens: 'cut',
  content_filter: 'withheld',
  failed: 'failed',
  cancelled: 'failed',
};

/** Of TGI and LMI; LMI's vLLM words some as OpenAI does. */
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

import { plainText, transcriptOf } from '../prompt/transcript.ts';
import { chat } from './chat.ts';
import type { Dialect } from './dialect.ts';

/**
 * The dialect of OpenAI's older text completions, which vLLM, Ollama and llama.cpp serve for models
 * without a chat template: a plain prompt, and otherwise the members of chat.
 */
export const completions: Dialect = {
  ...chat,
  body: (query) => ({
    prompt: plainText(transcriptOf(query)),
    max_tokens: query.maxTokens,
    ...(query.temperature === undefined ? {} : { temperature: query.temperature }),
    ...(query.topP === undefined ? {} : { top_p: query.topP }),
    ...(query.stopSequences === undefined ? {} : { stop: query.stopSequences }),
  }),
};

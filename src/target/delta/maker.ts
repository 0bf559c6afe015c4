/** The maker of a model, which decides how its tokens are counted, whichever service runs it. */
export type Maker = 'alibaba' | 'amazon' | 'anthropic' | 'deepseek' | 'google' | 'openai' | 'xai';

/** The first match counts: `deepseek-r1-distill-qwen` is DeepSeek's. */
const MAKERS: readonly (readonly [RegExp, Maker])[] = [
  [/claude|anthropic/i, 'anthropic'],
  [/grok|\bx-?ai\b/i, 'xai'],
  [/gemini/i, 'google'],
  [/deepseek/i, 'deepseek'],
  [/qwen|qwq/i, 'alibaba'],
  [/amazon\.|\bnova-/i, 'amazon'],
  [/(^|[./])openai[./]|\bgpt-|(^|[./])o\d(-|$)/i, 'openai'],
];

/**
 * Returns the maker of a model, by its id or a gateway's name for it; undefined if the name does
 * not say.
 */
export function makerOf(model: string): Maker | undefined {
  return MAKERS.find(([pattern]) => pattern.test(model))?.[1];
}

/** A Maker is who made a model and decides how its tokens are counted, whoever serves it. */
export type Maker = 'alibaba' | 'amazon' | 'anthropic' | 'deepseek' | 'google' | 'openai' | 'xai';

/** The first that fits is taken: `deepseek-r1-distill-qwen` is DeepSeek's. */
const MAKERS: readonly (readonly [RegExp, Maker])[] = [
  [/claude|anthropic/i, 'anthropic'],
  [/grok|\bx-?ai\b/i, 'xai'],
  [/gemini/i, 'google'],
  [/deepseek/i, 'deepseek'],
  [/qwen|qwq/i, 'alibaba'],
  [/amazon\.|\bnova-/i, 'amazon'],
  [/(^|[./])openai[./]|\bgpt-|(^|[./])o\d(-|$)/i, 'openai'],
];

/** Who made a model, by its id or by a gateway's name of it; undefined where the name does not tell. */
export function makerOf(model: string): Maker | undefined {
  return MAKERS.find(([pattern]) => pattern.test(model))?.[1];
}

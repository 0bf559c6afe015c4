import type { Reply } from '../contract/target.ts';

/**
 * The parts of a reply that show a refusal: the answer says that it does not know or will not say,
 * or was withheld.
 */
type Refusal = Pick<Reply, 'answer' | 'stopReason' | 'finish'>;

/** Stop reasons of Bedrock, Anthropic and OpenAI for a withheld answer. */
const WITHHELD = new Set(['refusal', 'content_filtered', 'content_filter', 'guardrail_intervened']);

/**
 * Refusing words, looked for in the first sentence. A later "however, I cannot …" qualifies an
 * answer that is there.
 */
const WORDS =
  /\b(?:(?:i|we) (?:do not|don['’]t|cannot|can['’]t|could not|couldn['’]t|am unable|am not able|are unable)|i['’]m (?:sorry|unable|not able)|sorry|unable to|(?:do|does|did) not (?:contain|mention|include|provide|say)|(?:doesn|don|didn)['’]t (?:contain|mention|include|provide|say)|no (?:information|mention|answer)|not (?:enough|sufficient) information)\b/i;

/**
 * Returns whether a reply is a refusal, by stop reason and by English words; a cascade in another
 * language needs `matching`.
 */
export function isRefusal({ answer, stopReason, finish }: Refusal): boolean {
  if (finish === 'withheld') return true;
  if (stopReason !== undefined && WITHHELD.has(stopReason)) return true;
  const [first = ''] = answer.trim().split(/(?<=[.!?])\s/, 1);
  return WORDS.test(first);
}

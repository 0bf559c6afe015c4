/**
 * Returns the trimmed sentences of a text, in order. A line end ends a sentence too, as in lists.
 */
export function splitSentences(text: string): string[] {
  return text
    .split(/\n+|(?<=[.!?]["'”’)]?)\s+(?=["'“‘(]?[\p{Lu}\d£$€])/u)
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence !== '');
}

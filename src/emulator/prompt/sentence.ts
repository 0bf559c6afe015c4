/** The sentences of a text, trimmed, in order. Line ends end a sentence too: lists and headings. */
export function splitSentences(text: string): string[] {
  return text
    .split(/\n+|(?<=[.!?]["'”’)]?)\s+(?=["'“‘(]?[\p{Lu}\d£$€])/u)
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence !== '');
}

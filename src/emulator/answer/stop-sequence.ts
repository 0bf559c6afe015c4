/** A text before a stop sequence, and that sequence. */
export interface StoppedText {
  readonly text: string;
  readonly sequence: string;
}

/** Returns the text before the first stop sequence in it; undefined if it has none. */
export function stopAt(text: string, sequences: readonly string[]): StoppedText | undefined {
  let first: { readonly at: number; readonly sequence: string } | undefined;
  for (const sequence of sequences) {
    const at = sequence === '' ? -1 : text.indexOf(sequence);
    if (at >= 0 && (first === undefined || at < first.at)) first = { at, sequence };
  }
  return first && { text: text.slice(0, first.at), sequence: first.sequence };
}

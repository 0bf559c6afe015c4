/**
 * Returns the content words of a text, in order: lower case, stemmed, without stop words, so that
 * "refunds" equals "refunded". Keeps figures unchanged: `3.50`, `30`.
 */
export function contentWords(text: string): string[] {
  const words: string[] = [];
  for (const [word] of text
    .toLowerCase()
    .matchAll(/\d+(?:[.,]\d+)*|\p{L}[\p{L}\p{M}]*(?:['’]\p{L}+)?/gu)) {
    const bare = word.replace(/['’].*$/, '');
    if (!STOP_WORDS.has(bare)) words.push(stem(bare));
  }
  return words;
}

/** Whether a word is a figure, which comparisons weigh separately. */
export function isFigure(word: string): boolean {
  const first = word.charCodeAt(0);
  return first >= 48 && first <= 57;
}

/**
 * Removes plural, -ing, -ed and a final e. Stems need not be words, only equal for related words.
 */
function stem(word: string): string {
  if (word.length < 4 || isFigure(word)) return word;
  let root = word;
  if (root.endsWith('ies') && root.length > 4) root = `${root.slice(0, -3)}y`;
  else if (/[^su]s$/.test(root)) root = root.slice(0, -1);
  if (hasEnding(root, 'ing') && root.length > 5) root = undouble(root.slice(0, -3));
  else if (hasEnding(root, 'ed') && root.length > 4) root = undouble(root.slice(0, -2));
  return root.length > 3 && root.endsWith('e') ? root.slice(0, -1) : root;
}

/**
 * Whether a word has an ending after a vowel. Linear, where one pattern would backtrack from each
 * vowel.
 */
function hasEnding(word: string, ending: string): boolean {
  return word.endsWith(ending) && /[aeiouy]/.test(word.slice(0, -ending.length));
}

function undouble(root: string): string {
  return /([bdgmnprt])\1$/.test(root) ? root.slice(0, -1) : root;
}

const STOP_WORDS: ReadonlySet<string> = new Set(
  `a about after all also am an and any are aren as at be because been before being both but by can
  cannot could couldn did didn do does doesn doing don each else ever few for from further get gets
  had has hasn have haven having he her here hers him his how i if in into is isn it its itself just
  ll may me might mine more most must my no nor not of off on once one only or other our ours out
  over own please re same shall she should shouldn so some such than that the their theirs them then
  there these they this those through to too up us ve very want was wasn we were weren what when
  where which while who whom whose why will with won would wouldn you your yours`
    .split(/\s+/)
    .filter((word) => word !== ''),
);

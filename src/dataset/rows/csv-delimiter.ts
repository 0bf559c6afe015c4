import type { TextFile } from '../files/text-file.ts';

/** A cell separator. */
export type Delimiter = keyof typeof DELIMITERS;

/** Plural names of the separators, for messages. */
export const DELIMITERS = { ',': 'commas', ';': 'semicolons', '\t': 'tabs' } as const;

/** The `sep=;` line that spreadsheets write before the header. */
const SEP_LINE = /^sep=([,;\t])\r?\n?/;

/**
 * Detects the separator of a CSV text: the one that a `sep=;` line declares, else tabs where `tabs`
 * is set, else the most frequent one outside quotes in the header; commas on a tie. Returns the
 * text without the `sep=` line.
 */
export async function sniffDelimiter(
  text: TextFile,
  tabs: boolean,
): Promise<{ delimiter: Delimiter; rest: AsyncIterable<string> }> {
  const reading = text[Symbol.asyncIterator]();
  let start = '';
  let header: string | undefined;
  for (let next = await reading.next(); next.done !== true; next = await reading.next()) {
    start += next.value;
    header = headerOf(start);
    if (header !== undefined) break;
  }
  const [line = '', declared] = SEP_LINE.exec(start.trimStart()) ?? [];
  const delimiter = isDelimiter(declared) ? declared : tabs ? '\t' : commonest(header ?? start);
  const body = line === '' ? start : start.trimStart().slice(line.length);
  return { delimiter, rest: continued(body, reading) };
}

async function* continued(start: string, reading: AsyncIterator<string>): AsyncGenerator<string> {
  try {
    yield start;
    yield* { [Symbol.asyncIterator]: () => reading };
  } finally {
    await reading.return?.();
  }
}

/**
 * Returns the first non-blank line once its end is read; undefined until then. Line breaks inside
 * quotes do not end it.
 */
function headerOf(text: string): string | undefined {
  const trimmed = text.trimStart();
  let quoted = false;
  for (let at = 0; at < trimmed.length; at++) {
    const mark = trimmed[at];
    if (mark === '"') quoted = !quoted;
    else if (!quoted && (mark === '\n' || mark === '\r')) return trimmed.slice(0, at);
  }
  return undefined;
}

function commonest(header: string): Delimiter {
  const bare = header.replace(/"[^"]*"/g, '');
  let best: Delimiter = ',';
  for (const delimiter of [';', '\t'] as const) {
    if (bare.split(delimiter).length > bare.split(best).length) best = delimiter;
  }
  return best;
}

function isDelimiter(text: string | undefined): text is Delimiter {
  return text !== undefined && Object.hasOwn(DELIMITERS, text);
}

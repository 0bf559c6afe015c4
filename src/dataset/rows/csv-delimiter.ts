import type { TextFile } from '../files/text-file.ts';

/** A Delimiter divides the cells of a line. */
export type Delimiter = keyof typeof DELIMITERS;

/** What each is called, many of them. */
export const DELIMITERS = { ',': 'commas', ';': 'semicolons', '\t': 'tabs' } as const;

/** Spreadsheets write it before the columns. */
const TOLD = /^sep=([,;\t])\r?\n?/;

/**
 * What divides the cells of a CSV text, and the text without a line that only says so: what the first line
 * tells by `sep=;`, or has most of outside quotes; commas where it has none or as many.
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
  const [line = '', told] = TOLD.exec(start.trimStart()) ?? [];
  const delimiter = isDelimiter(told) ? told : tabs ? '\t' : commonest(header ?? start);
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

/** The first line that says something, when its end has come; a line may end inside quotes and go on. */
function headerOf(text: string): string | undefined {
  const said = text.trimStart();
  let quoted = false;
  for (let at = 0; at < said.length; at++) {
    const mark = said[at];
    if (mark === '"') quoted = !quoted;
    else if (!quoted && (mark === '\n' || mark === '\r')) return said.slice(0, at);
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

import { terminalText } from '../report/text/sanitize.ts';
import { knownSecrets } from '../secrets/known-secrets.ts';

/**
 * Makes the terminal safe: every text that this process writes to it passes here, whoever wrote it. No
 * known secret comes through, and nothing that a terminal or a CI would obey but our own colours.
 */
export function guardTerminal(
  streams: readonly NodeJS.WriteStream[] = [process.stdout, process.stderr],
): void {
  for (const stream of streams) {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- all overloads of one function
    const write = stream.write.bind(stream) as (...words: readonly unknown[]) => boolean;
    stream.write = (chunk: unknown, ...more: readonly unknown[]) =>
      write(typeof chunk === 'string' ? safe(chunk, stream) : chunk, ...more);
  }
}

/** Only reports have colours, which stdout has alone, and only progress, on stderr, wipes its line. */
function safe(text: string, { isTTY, fd }: { isTTY: boolean; fd?: unknown }): string {
  const abilities = { colour: isTTY && fd === 1, wipe: isTTY && fd === 2 };
  // Sentences go to stderr; JSON goes to stdout, and its own words must stay.
  const clean = fd === 2 ? knownSecrets.scrubWords(text) : knownSecrets.scrub(text);
  return terminalText(clean, abilities);
}

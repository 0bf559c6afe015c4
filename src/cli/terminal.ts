import { terminalText } from '../report/text/sanitize.ts';
import { knownSecrets } from '../secrets/known-secrets.ts';

/**
 * Sanitises everything that this process writes to the terminal: removes known secrets, and all
 * control sequences that a terminal or CI would obey except our own colours.
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

/** Colours occur on stdout only, in reports; erasing a line occurs on stderr only, in progress. */
function safe(text: string, { isTTY, fd }: { isTTY: boolean; fd?: unknown }): string {
  const abilities = { colour: isTTY && fd === 1, wipe: isTTY && fd === 2 };
  // Short secrets are replaced on stderr only, because stdout can be JSON whose keys must not
  // change.
  const clean = fd === 2 ? knownSecrets.scrubWords(text) : knownSecrets.scrub(text);
  return terminalText(clean, abilities);
}

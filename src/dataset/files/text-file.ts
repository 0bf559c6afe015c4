import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { Problem } from '../../problem/problem.ts';
import type { FileSource } from './file-source.ts';

/** The chunks of a UTF-8 text, without a byte order mark. */
export type TextFile = AsyncIterable<string>;

/**
 * Streams a UTF-8 file; decompresses it where its name ends in `.gz`. Throws a Problem where the
 * bytes are not UTF-8: a spreadsheet's Latin-1 would change the questions.
 */
export async function* readText(file: string, source: FileSource): TextFile {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const decode = (bytes?: Uint8Array): string => {
    try {
      return decoder.decode(bytes, { stream: bytes !== undefined });
    } catch (cause) {
      throw new Problem('The file is not UTF-8 text.', {
        place: { file },
        remedy: 'Save it as UTF-8.',
        cause,
      });
    }
  };
  const bytes = source.open(file);
  const plain = file.toLowerCase().endsWith('.gz') ? unzipped(bytes, file) : bytes;
  for await (const chunk of plain) yield decode(chunk);
  yield decode();
}

async function* unzipped(
  bytes: AsyncIterable<Uint8Array>,
  file: string,
): AsyncGenerator<Uint8Array> {
  const gunzip = createGunzip();
  // Closes the source when the consumer stops early, and gunzip when the source fails.
  pipeline(bytes, gunzip, () => undefined);
  try {
    yield* gunzip as AsyncIterable<Uint8Array>;
  } catch (cause) {
    if (cause instanceof Problem) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Problem(`The file cannot be unzipped: ${reason}.`, {
      place: { file },
      remedy: 'Copy it again; it may have been cut short.',
      cause,
    });
  }
}

import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { Problem } from '../scenario/problem.ts';

/** A TextFile is a UTF-8 file, gzipped where its name says so, read piece by piece without its byte order mark. */
export type TextFile = AsyncIterable<string>;

/** Throws a Problem where the bytes are not UTF-8: a spreadsheet's Latin-1 would change the questions. */
export async function* readText(file: string): TextFile {
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
  const bytes = file.toLowerCase().endsWith('.gz') ? unzipped(file) : createReadStream(file);
  for await (const chunk of bytes as AsyncIterable<Uint8Array>) yield decode(chunk);
  yield decode();
}

async function* unzipped(file: string): AsyncGenerator<Uint8Array> {
  const gunzip = createGunzip();
  // Destroys the file when the reader stops early, and the decoder when the file fails.
  pipeline(createReadStream(file), gunzip, () => undefined);
  try {
    yield* gunzip as AsyncIterable<Uint8Array>;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Problem(`The file cannot be unzipped: ${reason}.`, {
      place: { file },
      remedy: 'Copy it again; it may have been cut short.',
      cause,
    });
  }
}

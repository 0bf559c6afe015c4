import { createReadStream } from 'node:fs';
import { Problem } from '../scenario/problem.ts';

/** A TextFile is a UTF-8 file read piece by piece, without its byte order mark. */
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
  const bytes: AsyncIterable<Uint8Array> = createReadStream(file);
  for await (const chunk of bytes) yield decode(chunk);
  yield decode();
}

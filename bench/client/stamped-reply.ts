import type { Reply } from '../../src/target/contract/target.ts';
import type { Milliseconds } from '../../src/time/duration.ts';

/** A StampedReply is the Reply of a client that only noted when each read came, and kept its bytes. */
export type StampedReply = Reply;

export function replyOf(
  sent: Milliseconds,
  times: readonly Milliseconds[],
  reads: readonly Uint8Array[],
): StampedReply {
  const texts = reads.map((read) => Buffer.from(read).toString('latin1'));
  const instants = texts.join('').match(/\d{18}/g) ?? [];
  // Heads and closing chunks are no tokens.
  const tokenTimes = times.filter((_, index) => /\d{18}/.test(texts[index] ?? ''));
  return replyOfText(sent, tokenTimes, instants.join(' '));
}

/** The same, where the text of the answer is known. */
export function replyOfText(
  sent: Milliseconds,
  times: readonly Milliseconds[],
  answer: string,
): StampedReply {
  const [firstVisible = sent] = times;
  const lastToken = times.at(-1) ?? sent;
  return {
    outcome: 'ok',
    stamps: { sent, firstVisible, lastToken },
    end: lastToken,
    chunks: times.length,
    readsShared: 0,
    chunkGaps: times.slice(1).map((at, index) => at - (times[index] ?? at)),
    answer,
    tokens: { source: 'unknown' },
  };
}

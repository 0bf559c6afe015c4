import type { ModelReply } from '../answer/model-reply.ts';
import type { WireFormat } from './wire-format.ts';

/** A ChunkEncoder puts the pieces of one answer into bytes; `tokens` were sent so far, this one included. */
type ChunkEncoder = (text: string, tokens: number) => Uint8Array;

/** No answer holds it. */
const MARK = '\u0001 piece \u0001';

/**
 * Where the pieces of a reply differ in nothing but their text, what stands around it is written
 * once: to build and stringify each event would cost more than all else about it.
 */
export function createChunkEncoder(
  { dialect, framing }: WireFormat,
  reply: ModelReply,
): ChunkEncoder {
  const { encodeJson } = framing;
  const [first, second] = [1, 2].map((tokens) => dialect.chunk(reply, MARK, tokens));
  const json = JSON.stringify(first?.data);
  const [before, after, ...more] = json.split(JSON.stringify(MARK));
  const alike = json === JSON.stringify(second?.data) && more.length === 0;
  if (encodeJson === undefined || first === undefined || after === undefined || !alike) {
    return (text, tokens) => framing.encode(dialect.chunk(reply, text, tokens));
  }
  const { type } = first;
  return (text) => encodeJson(type, `${before}${JSON.stringify(text)}${after}`);
}

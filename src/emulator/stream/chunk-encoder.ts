import type { ModelReply } from '../answer/model-reply.ts';
import type { WireFormat } from './wire-format.ts';

/**
 * Encodes one piece of an answer, to no bytes if the answer is sent whole at the end; `tokens`
 * counts the tokens sent so far, with this piece.
 */
type ChunkEncoder = (text: string, tokens: number) => Uint8Array;

/** Placeholder for the text; occurs in no answer. */
const MARK = '\u0001 piece \u0001';

const NOTHING = new Uint8Array();

/**
 * Returns an encoder that serialises the JSON around the text once, where a reply's events differ
 * in their text alone. To build and stringify each event would cost more than the rest of its
 * encoding.
 */
export function createChunkEncoder(
  { dialect, framing }: WireFormat,
  reply: ModelReply,
): ChunkEncoder {
  const { encodeJson } = framing;
  const [first, second] = [1, 2].map((tokens) => dialect.chunk(reply, MARK, tokens));
  if (first === undefined) return () => NOTHING;
  const json = JSON.stringify(first.data);
  const [before, after, ...more] = json.split(JSON.stringify(MARK));
  const sameTemplate = json === JSON.stringify(second?.data) && more.length === 0;
  if (encodeJson === undefined || after === undefined || !sameTemplate) {
    return (text, tokens) => {
      const event = dialect.chunk(reply, text, tokens);
      return event === undefined ? NOTHING : framing.encode(event);
    };
  }
  const { type } = first;
  return (text) => encodeJson(type, `${before}${JSON.stringify(text)}${after}`);
}

/**
 * A Decoder turns the bytes of one response body into what they mean, read by read.
 *
 * It hands over every event as soon as its last byte is there. Both methods throw an Unreadable
 * when the body makes no sense.
 */
export interface Decoder {
  /** The bytes are the caller's again when it returns. */
  read(bytes: Buffer): void;
  /** The body is whole: whatever was waiting for more is the last, or was cut. */
  end(): void;
}

/**
 * A Decoder turns the bytes of one response body into what they mean, read by read.
 *
 * It hands over every event as soon as its last byte is there. Both methods throw an Unreadable
 * when the body makes no sense.
 */
export interface Decoder {
  read(bytes: Uint8Array): void;
  /** The body is whole: whatever was waiting for more is the last, or was cut. */
  end(): void;
}

/**
 * Decodes the bytes of one response body, read by read.
 *
 * It delivers every event as soon as its last byte is there. Both methods throw a DecodeError if
 * the body cannot be decoded.
 */
export interface Decoder {
  /** The bytes must not be used after it returns. */
  read(bytes: Buffer): void;
  /** The body is complete: decodes what is left, which may have been truncated. */
  end(): void;
}

/** Thrown on bytes that are not an HTTP/1.1 response (RFC 9112). */
export class MalformedResponse extends Error {
  override readonly name = 'MalformedResponse';

  /** `defect` ends the sentence "The response is not HTTP/1.1: ...". */
  constructor(defect: string) {
    super(`The response is not HTTP/1.1: ${defect}.`);
  }
}

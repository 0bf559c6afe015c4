import type { Milliseconds } from '../../time/duration.ts';
import { MalformedResponse } from './malformed-response.ts';

/** Status and headers of a response, names in lower case. */
export interface Head {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
}

/** A head with the framing of its body and the state of its socket. */
export interface ParsedHead {
  readonly head: Head;
  readonly framing: BodyFraming;
  /** Whether the socket may carry another request. */
  readonly keepAlive: boolean;
  /** Time that the server keeps an idle socket, milliseconds, if it says so. */
  readonly idleLimit?: Milliseconds;
}

/** How the end of a body is found; a `length` of 0 means no body. */
type BodyFraming =
  | { readonly kind: 'length'; readonly length: number }
  | { readonly kind: 'chunked' }
  | { readonly kind: 'until-close' };

/** Maximum number of header lines in one head; services write a few dozen. */
const HEADER_LIMIT = 1000;
const STATUS_LINE = /^HTTP\/1\.([01]) ([1-9]\d\d)(?: [^\r\n]*)?$/;
/** A field line of a head or of trailers; its value may still end with spaces. */
export const HEADER = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):[\t ]*([\t\x20-\x7e\x80-\xff]*)$/;

/**
 * Parses a head: its lines without the empty one that ends it. Throws a MalformedResponse.
 *
 * It accepts what llhttp, Node's own parser, accepts, and refuses a little more: folded lines, a
 * coding other than `chunked` alone, a version other than HTTP/1. Values of a repeated header
 * become one list (RFC 9110, 5.3), except for a length, which must come once.
 */
export function parseHead(text: string): ParsedHead {
  const lines = text.split('\r\n');
  if (lines.length - 1 > HEADER_LIMIT) {
    throw new MalformedResponse(`it has more than ${HEADER_LIMIT} headers`);
  }
  const [, minor, status] = STATUS_LINE.exec(lines[0] ?? '') ?? [];
  if (status === undefined) throw new MalformedResponse(`its first line is ${shown(lines[0])}`);
  const headers: Record<string, string> = {};
  for (let i = 1; i < lines.length; i++) {
    const [, rawName, padded] = HEADER.exec(lines[i] ?? '') ?? [];
    if (rawName === undefined || padded === undefined) {
      throw new MalformedResponse(`a header line is ${shown(lines[i])}`);
    }
    const name = rawName.toLowerCase();
    const value = padded.trimEnd();
    if (name === 'content-length' && (Object.hasOwn(headers, name) || !LENGTH.test(padded))) {
      throw new MalformedResponse(`its content-length is ${shown(padded)}, or comes twice`);
    }
    // llhttp does not recognize a coding that ends with a tab, and would read the chunks as the
    // body.
    if (name === 'transfer-encoding' && padded.endsWith('\t')) {
      throw new MalformedResponse(`its transfer-encoding is ${shown(padded)}`);
    }
    headers[name] = Object.hasOwn(headers, name) ? `${headers[name]}, ${value}` : value;
  }
  const head: Head = { status: Number(status), headers };
  const framing = framingOf(head);
  const connection = head.headers['connection']?.toLowerCase() ?? '';
  const seconds = /(?:^|[ ,])timeout=(\d{1,6})/i.exec(head.headers['keep-alive'] ?? '')?.[1];
  return {
    head,
    framing,
    keepAlive:
      framing.kind !== 'until-close' &&
      (minor === '1' ? !/\bclose\b/.test(connection) : /\bkeep-alive\b/.test(connection)),
    ...(seconds === undefined ? {} : { idleLimit: Number(seconds) * 1000 }),
  };
}

/** Spaces may follow the digits, but no tab. A number holds fifteen digits exactly. */
const LENGTH = /^\d{1,15} *$/;

/** RFC 9112, 6.3, for responses to anything but HEAD and CONNECT. */
function framingOf({ status, headers }: Head): BodyFraming {
  const coding = headers['transfer-encoding'];
  const length = headers['content-length'];
  // Two readers that trust one header each would see two different bodies.
  if (coding !== undefined && length !== undefined) {
    throw new MalformedResponse('it has a transfer-encoding and a content-length');
  }
  if (status < 200 || status === 204 || status === 304) return { kind: 'length', length: 0 };
  if (coding !== undefined) {
    if (coding.toLowerCase() !== 'chunked') {
      throw new MalformedResponse(`its transfer-encoding is ${shown(coding)}`);
    }
    return { kind: 'chunked' };
  }
  if (length === undefined) return { kind: 'until-close' };
  return { kind: 'length', length: Number(length) };
}

function shown(text: string | undefined): string {
  return JSON.stringify((text ?? '').slice(0, 100));
}

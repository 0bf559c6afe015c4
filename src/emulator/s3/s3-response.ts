import type { HttpExchange } from '../http/http-exchange.ts';
import { s3Error, type S3Code } from './s3-error.ts';
import { type Element, xmlDocument } from './xml.ts';

/** Headers that identify a response. */
export const HEAD = { 'x-amz-request-id': 'emulated', 'x-amz-id-2': 'emulated' };

/** Refuses a request in S3's XML. */
export function refuse(exchange: HttpExchange, code: S3Code, message: string): void {
  const { status, headers, body } = s3Error(code, message);
  exchange.respond(status, { ...HEAD, ...headers }, body);
}

/** Refuses an object that the store has no room for. */
export function refuseFull(exchange: HttpExchange): void {
  refuse(exchange, 'EntityTooLarge', 'The emulator holds 256 MiB in all.');
}

/** Sends an XML document in S3's namespace. */
export function respondXml(exchange: HttpExchange, document: Element): void {
  const body = xmlDocument(document, 'http://s3.amazonaws.com/doc/2006-03-01/');
  exchange.respond(200, { ...HEAD, 'content-type': 'application/xml' }, body);
}

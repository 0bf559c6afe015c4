import { randomUUID } from 'node:crypto';
import { ACCOUNT, USER } from '../auth/caller.ts';
import type { HttpExchange } from '../http/http-exchange.ts';
import { type Element, xmlDocument } from '../s3/xml.ts';

/**
 * Returns whether a request is in AWS's query protocol, as those to STS and IAM: a form at the
 * root path.
 */
export function isQuery({ method, path, headers }: HttpExchange): boolean {
  const type = headers['content-type'] ?? '';
  return (
    method === 'POST' &&
    path.split('?', 1)[0] === '/' &&
    type.startsWith('application/x-www-form-urlencoded')
  );
}

/**
 * Answers a request in the query protocol, in XML: GetCallerIdentity, which clients send first. Any
 * other action is refused.
 */
export function answerQuery(exchange: HttpExchange, body: string): void {
  const action = new URLSearchParams(body).get('Action') ?? '';
  const id = `emulated-${randomUUID()}`;
  const headers = { 'content-type': 'text/xml', 'x-amzn-requestid': id };
  if (action === 'GetCallerIdentity') {
    return exchange.respond(200, headers, callerIdentity(id));
  }
  const message = `The action ${action} is not emulated.`;
  exchange.respond(400, headers, errorDocument('InvalidAction', message, id));
}

/** Refuses a request in the query protocol whose credentials are wrong. */
export function refuseQuery(exchange: HttpExchange): void {
  const id = `emulated-${randomUUID()}`;
  const message = 'The security token included in the request is invalid.';
  const headers = { 'content-type': 'text/xml', 'x-amzn-requestid': id };
  exchange.respond(403, headers, errorDocument('InvalidClientTokenId', message, id));
}

function errorDocument(code: string, message: string, id: string): string {
  const error: Element = [
    'Error',
    [
      ['Type', 'Sender'],
      ['Code', code],
      ['Message', message],
    ],
  ];
  return xmlDocument(['ErrorResponse', [error, ['RequestId', id]]], STS);
}

const STS = 'https://sts.amazonaws.com/doc/2011-06-15/';

function callerIdentity(id: string): string {
  return xmlDocument(
    [
      'GetCallerIdentityResponse',
      [
        [
          'GetCallerIdentityResult',
          [
            ['Arn', USER],
            ['UserId', 'EMULATED'],
            ['Account', ACCOUNT],
          ],
        ],
        ['ResponseMetadata', [['RequestId', id]]],
      ],
    ],
    STS,
  );
}

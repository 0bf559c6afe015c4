import { randomUUID } from 'node:crypto';
import type { HttpExchange } from '../http/http-exchange.ts';
import { xmlDocument } from '../s3/xml.ts';

/** Account of the emulator, in the answer to GetCallerIdentity. */
const ACCOUNT = '000000000000';

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
  const error = xmlDocument(
    [
      'ErrorResponse',
      [
        [
          'Error',
          [
            ['Type', 'Sender'],
            ['Code', 'InvalidAction'],
            ['Message', `The action ${action} is not emulated.`],
          ],
        ],
        ['RequestId', id],
      ],
    ],
    STS,
  );
  exchange.respond(400, headers, error);
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
            ['Arn', `arn:aws:iam::${ACCOUNT}:user/emulated`],
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

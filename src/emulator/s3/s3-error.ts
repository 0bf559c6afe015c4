import type { ErrorResponse } from '../errors/error-response.ts';
import { xmlDocument } from './xml.ts';

/** An error response in S3's XML (S3 API reference, "Error responses"). */
type S3Refusal = ErrorResponse;

const STATUS = {
  AccessDenied: 403,
  AuthorizationHeaderMalformed: 400,
  EntityTooLarge: 400,
  InvalidAccessKeyId: 403,
  InvalidArgument: 400,
  InvalidPart: 400,
  InvalidRange: 416,
  NoSuchBucket: 404,
  NoSuchKey: 404,
  NoSuchUpload: 404,
  NotImplemented: 501,
  RequestTimeTooSkewed: 403,
  SignatureDoesNotMatch: 403,
} as const;

export type S3Code = keyof typeof STATUS;

export function s3Error(code: S3Code, message: string): S3Refusal {
  const body = xmlDocument([
    'Error',
    [
      ['Code', code],
      ['Message', message],
      ['RequestId', 'emulated'],
      ['HostId', 'emulated'],
    ],
  ]);
  return {
    outcome: 'refused_request',
    status: STATUS[code],
    code,
    member: code,
    message,
    headers: { 'content-type': 'application/xml' },
    body,
  };
}

/** S3's codes for signature errors that other services name differently. */
const SIGNATURE_CODES: Readonly<Record<string, S3Code>> = {
  IncompleteSignatureException: 'AuthorizationHeaderMalformed',
  UnrecognizedClientException: 'InvalidAccessKeyId',
};

/** Returns S3's code for a signature error. */
export function s3SignatureCode({ code, message }: { code: string; message: string }): S3Code {
  if (/^Signature (expired|not yet)/.test(message)) return 'RequestTimeTooSkewed';
  if (message.startsWith('Credential should')) return 'AuthorizationHeaderMalformed';
  return SIGNATURE_CODES[code] ?? 'SignatureDoesNotMatch';
}

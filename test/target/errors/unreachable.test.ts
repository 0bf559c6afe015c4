import { describe, expect, it } from 'vitest';
import { classifyError } from '../../../src/target/errors/classify-error.ts';
import { rawErrorOf } from '../../../src/target/errors/decode-error.ts';
import { barrierOf } from '../../../src/target/errors/unreachable.ts';

const errorOf = (code: string, syscall?: string): Error =>
  Object.assign(new Error(`${syscall ?? ''} ${code}`), {
    code,
    ...(syscall === undefined ? {} : { syscall }),
  });

describe('the barrier of a connection', () => {
  it.each([
    ['ENOTFOUND', 'getaddrinfo', 'dns'],
    ['EAI_AGAIN', 'getaddrinfo', 'dns'],
    ['EAI_FAIL', 'getaddrinfo', 'dns'],
    ['ECONNREFUSED', 'connect', 'refused'],
    ['ENETUNREACH', 'connect', 'network'],
    ['EHOSTUNREACH', 'connect', 'network'],
    ['ETIMEDOUT', 'connect', 'network'],
    ['EACCES', 'connect', 'network'],
    ['EMFILE', 'connect', 'sockets'],
    ['EMFILE', 'getaddrinfo', 'sockets'],
    ['ENFILE', 'socket', 'sockets'],
    ['ENOBUFS', 'connect', 'sockets'],
    ['EADDRNOTAVAIL', 'connect', 'sockets'],
    ['EADDRINUSE', 'bind', 'sockets'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', undefined, 'certificate'],
    ['SELF_SIGNED_CERT_IN_CHAIN', undefined, 'certificate'],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', undefined, 'certificate'],
    ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', undefined, 'certificate'],
    ['CERT_HAS_EXPIRED', undefined, 'certificate'],
    ['CERT_NOT_YET_VALID', undefined, 'certificate'],
    ['CERT_REVOKED', undefined, 'certificate'],
    ['HOSTNAME_MISMATCH', undefined, 'certificate'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', undefined, 'certificate'],
    ['ERR_SSL_WRONG_VERSION_NUMBER', undefined, 'tls'],
    ['ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION', undefined, 'tls'],
    ['ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE', undefined, 'tls'],
    ['ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', undefined, 'tls'],
    ['EPROTO', 'write', 'tls'],
    // Of an established connection.
    ['ECONNRESET', 'read', undefined],
    ['EPIPE', 'write', undefined],
    ['ETIMEDOUT', 'read', undefined],
    ['EHOSTUNREACH', 'read', undefined],
    ['ENOBUFS', 'write', undefined],
    ['ERR_SSL_DECRYPTION_FAILED_OR_BAD_RECORD_MAC', undefined, undefined],
    ['ERR_HTTP2_STREAM_ERROR', undefined, undefined],
  ] as const)('the barrier of %s in %s is %s', (code, syscall, barrier) => {
    expect(barrierOf(errorOf(code, syscall))).toBe(barrier);
    const { outcome, error } = classifyError(rawErrorOf(errorOf(code, syscall)));
    expect(outcome === 'unreachable').toBe(barrier !== undefined);
    expect(error.barrier).toBe(barrier);
    expect(error.name).toBe(code);
  });

  it('the barrier of a name with several addresses is found', () => {
    const parts = ['connect ECONNREFUSED ::1:9', 'connect ECONNREFUSED 127.0.0.1:9'];
    const several = new AggregateError(parts.map((text) => new Error(text)));
    expect(rawErrorOf(Object.assign(several, { code: 'ECONNREFUSED' }))).toEqual({
      name: 'ECONNREFUSED',
      message: parts.join('; '),
      barrier: 'refused',
    });
  });
});

import type { Barrier } from '../../sample/sample.ts';

/** By Node's codes of errors that only a socket that connects can have, in the order in which they are tried. */
const BARRIERS: readonly (readonly [RegExp, Barrier])[] = [
  [/^(ENOTFOUND|EAI_\w+|ENODATA|ESERVFAIL)$/, 'dns'],
  [
    // What a handshake ends with; a record that was damaged later is none of these.
    /^ERR_SSL_\w*(VERSION|PROTOCOL|HANDSHAKE_FAILURE|UNKNOWN_CA|ALERT_\w*CERTIFICATE|UNRECOGNIZED_NAME|PACKET_LENGTH|HTTP_REQUEST|CIPHER|DH_KEY|ACCESS_DENIED)|^(EPROTO|NoHttp2)$/,
    'tls',
  ],
  [
    // What OpenSSL says of a chain (x509_vfy.h), and Node of a name.
    /CERT|^CRL|SELF_SIGNED|^UNABLE_TO_(VERIFY|GET|DECODE|DECRYPT)|^INVALID_(CA|PURPOSE)$|^(HOSTNAME|SUBJECT_ISSUER)_MISMATCH$|^PATH_LENGTH_EXCEEDED$/,
    'certificate',
  ],
  [/^Proxy(Unreachable|Refused)$/, 'proxy'],
  [/^ECONNREFUSED$/, 'refused'],
];

/** By codes that a socket can have later too: they tell of connecting where that is what failed. */
const WHILE_CONNECTING: readonly (readonly [RegExp, Barrier])[] = [
  [/^(ENETUNREACH|EHOSTUNREACH|ENETDOWN|EHOSTDOWN|ENONET|ETIMEDOUT|EACCES|EPERM)$/, 'network'],
  [/^(EMFILE|ENFILE|ENOBUFS|ENOMEM|EADDRNOTAVAIL|EADDRINUSE)$/, 'sockets'],
];

const CONNECTING = new Set(['connect', 'bind', 'socket', 'getaddrinfo']);

/** What kept a connection from being made, by an error of its socket; undefined of any other error. */
export function barrierOf(error: Error): Barrier | undefined {
  const code = codeOf(error);
  const known = isConnecting(error) ? [...WHILE_CONNECTING, ...BARRIERS] : BARRIERS;
  return known.find(([pattern]) => pattern.test(code))?.[1];
}

/** An error's code, which counts before its class. */
export function codeOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}

/** Several addresses that were tried make an AggregateError, and no more than that. */
function isConnecting(error: Error): boolean {
  if (error instanceof AggregateError) return true;
  return 'syscall' in error && typeof error.syscall === 'string' && CONNECTING.has(error.syscall);
}

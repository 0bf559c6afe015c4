import type { Barrier } from '../../sample/sample.ts';

/** Barriers by Node's error codes that only a connecting socket has, in the order of the checks. */
const BARRIERS: readonly (readonly [RegExp, Barrier])[] = [
  [/^(ENOTFOUND|EAI_\w+|ENODATA|ESERVFAIL)$/, 'dns'],
  [
    // Errors that end a TLS handshake; errors of records damaged later are not among them.
    /^ERR_SSL_\w*(VERSION|PROTOCOL|HANDSHAKE_FAILURE|UNKNOWN_CA|ALERT_\w*CERTIFICATE|UNRECOGNIZED_NAME|PACKET_LENGTH|HTTP_REQUEST|CIPHER|DH_KEY|ACCESS_DENIED)|^(EPROTO|NoHttp2)$/,
    'tls',
  ],
  [
    // OpenSSL's errors about a certificate chain (x509_vfy.h), and Node's about a name.
    /CERT|^CRL|SELF_SIGNED|^UNABLE_TO_(VERIFY|GET|DECODE|DECRYPT)|^INVALID_(CA|PURPOSE)$|^(HOSTNAME|SUBJECT_ISSUER)_MISMATCH$|^PATH_LENGTH_EXCEEDED$/,
    'certificate',
  ],
  [/^Proxy(Unreachable|Refused)$/, 'proxy'],
  [/^ECONNREFUSED$/, 'refused'],
];

/** Barriers by error codes that a socket can have later too; they count only while it connects. */
const WHILE_CONNECTING: readonly (readonly [RegExp, Barrier])[] = [
  [/^(ENETUNREACH|EHOSTUNREACH|ENETDOWN|EHOSTDOWN|ENONET|ETIMEDOUT|EACCES|EPERM)$/, 'network'],
  [/^(EMFILE|ENFILE|ENOBUFS|ENOMEM|EADDRNOTAVAIL|EADDRINUSE)$/, 'sockets'],
];

const CONNECTING = new Set(['connect', 'bind', 'socket', 'getaddrinfo']);

/**
 * Returns why a connection could not be made, from its socket's error; undefined for any other
 * error.
 */
export function barrierOf(error: Error): Barrier | undefined {
  const code = codeOf(error);
  const known = isConnecting(error) ? [...WHILE_CONNECTING, ...BARRIERS] : BARRIERS;
  return known.find(([pattern]) => pattern.test(code))?.[1];
}

/** Returns an error's code, or its class name if it has none. */
export function codeOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}

/**
 * Returns whether an error is from connecting; if several addresses were tried, it is an
 * AggregateError without more detail.
 */
function isConnecting(error: Error): boolean {
  if (error instanceof AggregateError) return true;
  return 'syscall' in error && typeof error.syscall === 'string' && CONNECTING.has(error.syscall);
}

import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createSecureContext, rootCertificates } from 'node:tls';
import type { SecureContext } from 'node:tls';
import * as tls from 'node:tls';
import { Problem } from '../../problem/problem.ts';

/**
 * The trusted certificate authorities; undefined for Node's own choice, including
 * NODE_EXTRA_CA_CERTS.
 */
export type Trust = SecureContext | undefined;

/** Contexts by file, because reading all roots takes longer than opening a socket. */
const KNOWN = new Map<string, SecureContext>();

/**
 * Returns the authorities of a PEM file beside those that Node trusts. Throws a Problem for a file
 * without any.
 */
export function trustOf(file: string | undefined): Trust {
  if (file === undefined) return undefined;
  const known = KNOWN.get(file);
  if (known !== undefined) return known;
  const context = createSecureContext({ ca: [...defaultRoots(), ...certificatesIn(file)] });
  KNOWN.set(file, context);
  return context;
}

/** Given any authority, Node drops its own and the environment's, so they are listed too. */
function defaultRoots(): readonly string[] {
  // Missing before Node 22.15.
  if ('getCACertificates' in tls && typeof tls.getCACertificates === 'function') {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- as newer Nodes document it
    return tls.getCACertificates('default') as string[];
  }
  const extra = process.env['NODE_EXTRA_CA_CERTS'] ?? '';
  return [...rootCertificates, ...(extra === '' ? [] : readExtra(extra))];
}

/** Reads NODE_EXTRA_CA_CERTS; Node only warns about a file that it cannot read. */
function readExtra(file: string): readonly string[] {
  try {
    return certificatesIn(file);
  } catch (error) {
    if (error instanceof Problem) return [];
    throw error;
  }
}

const CERTIFICATE =
  /-----BEGIN (?:TRUSTED )?CERTIFICATE-----[\s\S]+?-----END (?:TRUSTED )?CERTIFICATE-----/g;

function certificatesIn(file: string): readonly string[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new Problem(`The certificates of ${file} could not be read: ${why}.`, {
      remedy: 'Give --ca, or ca: in the scenario, a PEM file of authorities.',
      cause,
    });
  }
  const found = text.match(CERTIFICATE) ?? [];
  if (found.length === 0) {
    throw new Problem(`${file} holds no certificate.`, {
      remedy:
        'It must be PEM: -----BEGIN CERTIFICATE----- and so on; convert DER by openssl x509 -inform der.',
    });
  }
  for (const certificate of found) {
    try {
      void new X509Certificate(certificate);
    } catch (cause) {
      throw new Problem(`A certificate of ${file} cannot be read.`, {
        remedy: 'Take the file again from where it came from.',
        cause,
      });
    }
  }
  return found;
}

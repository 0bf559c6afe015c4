import type { HttpRequest } from '@smithy/core/protocols';
import type { SdkFastPath } from '../../sample/sdk-fast-path.ts';
import { type PreparedRequest, Unprepared, prepareRequest } from './prepared-request.ts';
import { untestedVersion } from './tested-versions.ts';

/** The result of one attempt to prepare a client's requests. */
export interface FastPath {
  readonly fact: SdkFastPath;
  /** Absent if requests must pass through the whole SDK. */
  readonly prepared?: PreparedRequest;
}

/**
 * Prepares requests from one that the SDK signed, or returns why that is not reliable: a version
 * other than the tested one, other internals, or a first result that differs from the SDK's
 * request.
 */
export async function openFastPath(
  ...[input, signed, context, customize]: Parameters<typeof prepareRequest>
): Promise<FastPath> {
  const client = clientOf(context);
  const version = untestedVersion(client);
  if (version !== undefined) return fallback(client, 'version', version);
  try {
    const prepared = await prepareRequest(input, signed, context, customize);
    const different = difference(await prepared.request(input), signed);
    if (different !== undefined) return fallback(client, 'different', different);
    return { fact: { client }, prepared };
  } catch (error) {
    if (error instanceof Unprepared) return fallback(client, error.reason, error.message);
    const message = error instanceof Error ? error.message : String(error);
    return fallback(client, 'shape', `preparing a request failed: ${message}`);
  }
}

function fallback(
  client: string,
  reason: NonNullable<SdkFastPath['fallback']>['reason'],
  detail: string,
): FastPath {
  return { fact: { client, fallback: { reason, detail } } };
}

function clientOf(context: object): string {
  return 'clientName' in context && typeof context.clientName === 'string'
    ? context.clientName
    : 'a client without a name';
}

/** Headers that differ with each request. */
const PER_REQUEST = new Set([
  'authorization',
  'x-amz-date',
  'x-amz-security-token',
  'amz-sdk-invocation-id',
]);

/** Returns how a prepared request differs from the SDK's, as a clause; undefined if it does not. */
function difference(prepared: HttpRequest, signed: HttpRequest): string | undefined {
  const [preparedParts, signedParts] = [partsOf(prepared), partsOf(signed)];
  const part = [...new Set([...preparedParts.keys(), ...signedParts.keys()])].find(
    (each) => preparedParts.get(each) !== signedParts.get(each),
  );
  return part === undefined ? undefined : `a prepared request had another ${part} than the SDK’s`;
}

function partsOf(request: HttpRequest): ReadonlyMap<string, string> {
  const { method, protocol, hostname, port, path, query, headers } = request;
  const signature = /Credential=[^/]+\/\d+(\/[^,]+), SignedHeaders=([^,]+)/.exec(
    headers['authorization'] ?? '',
  );
  return new Map([
    ['method', method],
    ['address', `${protocol}//${hostname}:${port ?? ''}${path}`],
    ['query', JSON.stringify(query)],
    ['body', textOf(request.body ?? '')],
    ['scope of its signature', String(signature?.slice(1))],
    ...Object.entries(headers)
      .filter(([name]) => !PER_REQUEST.has(name))
      .map(([name, value]): [string, string] => [`header ${name}`, value]),
  ]);
}

function textOf(body: unknown): string {
  if (typeof body === 'string') return body;
  // Not Buffer.from: the SDK's own byte type warns when its value is read.
  if (body instanceof Uint8Array) return new TextDecoder().decode(body);
  return typeof body;
}

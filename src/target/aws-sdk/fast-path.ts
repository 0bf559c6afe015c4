import type { HttpRequest } from '@smithy/core/protocols';
import type { SdkFastPath } from '../../sample/sdk-fast-path.ts';
import { type PreparedRequest, Unprepared, prepareRequest } from './prepared-request.ts';
import { untestedVersion } from './tested-versions.ts';

/** A FastPath is what became of one attempt to prepare a client's requests. */
export interface FastPath {
  readonly fact: SdkFastPath;
  /** Absent where requests have to go all the SDK's way. */
  readonly prepared?: PreparedRequest;
}

/**
 * Prepares requests after one that the SDK signed, or says why that cannot be relied on: another
 * version than the tested one, other internals, or a first result that is not what the SDK sent.
 */
export async function openFastPath(
  ...[input, signed, context, dress]: Parameters<typeof prepareRequest>
): Promise<FastPath> {
  const client = clientOf(context);
  const version = untestedVersion(client);
  if (version !== undefined) return fellBack(client, 'version', version);
  try {
    const prepared = await prepareRequest(input, signed, context, dress);
    const different = difference(await prepared.request(input), signed);
    if (different !== undefined) return fellBack(client, 'different', different);
    return { fact: { client }, prepared };
  } catch (error) {
    if (error instanceof Unprepared) return fellBack(client, error.reason, error.message);
    const message = error instanceof Error ? error.message : String(error);
    return fellBack(client, 'shape', `preparing a request failed: ${message}`);
  }
}

function fellBack(
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

/** Another with each request, whoever makes it. */
const FLEETING = new Set([
  'authorization',
  'x-amz-date',
  'x-amz-security-token',
  'amz-sdk-invocation-id',
]);

/** In what a prepared request is not the SDK's own, as a clause; undefined where it is. */
function difference(prepared: HttpRequest, signed: HttpRequest): string | undefined {
  const [own, theirs] = [partsOf(prepared), partsOf(signed)];
  const part = [...new Set([...own.keys(), ...theirs.keys()])].find(
    (each) => own.get(each) !== theirs.get(each),
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
      .filter(([name]) => !FLEETING.has(name))
      .map(([name, value]): [string, string] => [`header ${name}`, value]),
  ]);
}

function textOf(body: unknown): string {
  if (typeof body === 'string') return body;
  // Not Buffer.from: the SDK's own kind of bytes warns where it is asked for its value.
  if (body instanceof Uint8Array) return new TextDecoder().decode(body);
  return typeof body;
}

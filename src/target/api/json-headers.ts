/** Headers of a JSON request, names in lower case; the target's own headers win. */
type JsonHeaders = Readonly<Record<string, string>>;

export function jsonHeaders({
  headers,
  stream,
}: {
  readonly headers: Readonly<Record<string, string>>;
  readonly stream: boolean;
}): JsonHeaders {
  const own = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]);
  return {
    'content-type': 'application/json',
    accept: stream ? 'text/event-stream' : 'application/json',
    'user-agent': 'proofload',
    ...Object.fromEntries(own),
  };
}

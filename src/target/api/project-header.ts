/** The target's headers, with that of its Bedrock project, which the SDK has no member for. */
export function projectHeaders({
  headers = {},
  projectIdentifier,
}: {
  readonly headers?: Readonly<Record<string, string>>;
  readonly projectIdentifier?: string;
}): Readonly<Record<string, string>> {
  if (projectIdentifier === undefined) return headers;
  return { 'x-amzn-bedrock-projectidentifier': projectIdentifier, ...headers };
}

/**
 * Returns the target's headers with that of its Bedrock project, for which the SDK has no member.
 */
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

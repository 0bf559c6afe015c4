/** Names that other tools use for `request`. */
export const REQUEST_ALIASES = {
  extra: 'request',
  extraBody: 'request',
  extra_body: 'request',
  extraInputs: 'request',
  parameters: 'request',
  params: 'request',
  options: 'request',
  bodyParams: 'request',
  extraHeaders: 'headers',
  extra_headers: 'headers',
  extraQuery: 'query',
} as const;

/** The same and `body`, for kinds without a `body` setting. */
export const ALIASES = { ...REQUEST_ALIASES, body: 'request' } as const;

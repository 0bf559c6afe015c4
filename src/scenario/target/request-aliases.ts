/** What other tools call `request`. */
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

/** For kinds whose `body` is not the author's. */
export const ALIASES = { ...REQUEST_ALIASES, body: 'request' } as const;

import type { HttpExchange } from '../http/http-exchange.ts';

/** Paths of what inference servers tell about themselves, as in vLLM. */
const HEALTH = new Set(['/health', '/ping', '/version']);
const MODELS = new Set(['/v1/models', '/openai/v1/models', '/anthropic/v1/models']);

/** Returns whether a request asks for a server's health or its models. */
export function isServerStatus({ method, path }: HttpExchange): boolean {
  const bare = path.split('?', 1)[0] ?? '';
  return method === 'GET' && (HEALTH.has(bare) || MODELS.has(bare));
}

/** Answers such a request; `models` are listed in the format of OpenAI's API and of Anthropic's. */
export function answerServerStatus(exchange: HttpExchange, models: readonly string[]): void {
  const path = exchange.path.split('?', 1)[0] ?? '';
  const json = { 'content-type': 'application/json' };
  if (path === '/version') return exchange.respond(200, json, '{"version":"emulated"}');
  if (HEALTH.has(path)) return exchange.respond(200, json, '{}');
  const data = models.map((id) => ({
    id,
    object: 'model',
    type: 'model',
    display_name: id,
    created: CREATED,
    created_at: new Date(1000 * CREATED).toISOString(),
    owned_by: 'emulated',
  }));
  const page = { has_more: false, first_id: models[0] ?? null, last_id: models.at(-1) ?? null };
  exchange.respond(200, json, JSON.stringify({ object: 'list', data, ...page }));
}

/** When all emulated models were created, seconds since 1970: 1 January 2026. */
const CREATED = 1_767_225_600;

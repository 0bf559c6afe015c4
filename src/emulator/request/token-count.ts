import { z } from 'zod';
import { membersOf } from '../../json/json-object.ts';
import { converseServer } from '../dialect/converse.ts';
import { InvalidRequest } from '../dialect/base/dialect.ts';
import { invokeDialect } from '../dialect/invoke.ts';
import { messagesServer } from '../dialect/messages.ts';
import { parseRequestJson } from '../http/request-json.ts';
import { countInput } from '../prompt/input-tokens.ts';

const request = z.object({
  input: z.union([
    z.object({ converse: z.looseObject({}) }),
    z.object({ invokeModel: z.object({ body: z.string() }) }),
  ]),
});

/**
 * Returns the input tokens that CountTokens reports: those that the enclosed request would be
 * charged for. Throws an InvalidRequest.
 */
export function countRequestTokens(model: string, body: unknown): number {
  const parsed = request.safeParse(body);
  if (!parsed.success) {
    throw new InvalidRequest("Value at 'input' must hold either converse or invokeModel.");
  }
  const { input } = parsed.data;
  if ('converse' in input) return countInput(converseServer.read(input.converse));
  const inner = parseBase64(input.invokeModel.body);
  return countInput(invokeDialect(model, inner).read(inner));
}

/** Returns the input tokens of a Messages request, which needs no `max_tokens` to be counted. */
export function countMessageTokens(body: unknown): number {
  return countInput(messagesServer.read({ max_tokens: 1, ...membersOf(body) }));
}

function parseBase64(text: string): unknown {
  const json = parseRequestJson(Buffer.from(text, 'base64').toString());
  if (json === undefined) {
    throw new InvalidRequest("Value at 'input.invokeModel.body' is not JSON.");
  }
  return json;
}

import { describe, expect, it } from 'vitest';
import { classifyError } from '../../../src/target/errors/classify-error.ts';
import { readErrorEvent } from '../../../src/target/errors/error-event.ts';

describe('an error event', () => {
  it('an event without a member "error" is no error event', () => {
    expect(readErrorEvent({ choices: [] })).toBeUndefined();
    expect(readErrorEvent({ error: null })).toBeUndefined();
  });

  it.each([
    [
      'OpenAI',
      { error: { message: 'slow', type: 'requests', code: 'rate_limit_exceeded' } },
      'rate_limit_exceeded',
      'throttled',
    ],
    [
      'vLLM',
      { error: { object: 'error', message: 'too long', type: 'BadRequestError', code: 400 } },
      'BadRequestError',
      'refused_request',
    ],
    [
      'llama.cpp',
      { error: { code: 500, message: 'KV cache is full', type: 'server_error' } },
      'server_error',
      'server_error',
    ],
    [
      'LiteLLM',
      { error: { message: 'Throttled', type: 'None', param: 'None', code: '429' } },
      'ModelError',
      'throttled',
    ],
    [
      'Ollama',
      { error: { message: 'out of memory', type: 'api_error', param: null, code: null } },
      'api_error',
      'server_error',
    ],
    ['TGI', { error: 'overloaded', error_type: 'overloaded' }, 'overloaded', 'throttled'],
    ['anything else', { error: { reason: 7 } }, 'ModelError', 'model_error'],
  ])('an error event of %s is read', (_, json, name, outcome) => {
    const symptom = readErrorEvent(json);
    expect(symptom?.name).toBe(name);
    expect(symptom && classifyError(symptom).outcome).toBe(outcome);
  });
});

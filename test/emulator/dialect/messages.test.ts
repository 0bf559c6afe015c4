import { describe, expect, it } from 'vitest';
import { ANSWER, PROMPT, joinTexts, sseData, useEmulator } from '../running-emulator.ts';

const running = useEmulator(['claude']);

const ASKED = { model: 'claude', max_tokens: 100, messages: [{ role: 'user', content: PROMPT }] };

/** Parses the data of named events, and checks that each `event:` line has the data's type. */
function namedData(body: string): unknown[] {
  const events = body.split('\n\n').filter((event) => event !== '');
  return events.flatMap((event) => {
    const [name = '', data = ''] = event.split('\n');
    const [json] = sseData(data);
    expect(json).toMatchObject({ type: name.replace('event: ', '') });
    return [json];
  });
}

describe.concurrent.each(['/v1/messages', '/anthropic/v1/messages'])('%s', (path) => {
  it('the Messages API answers with one body', async () => {
    const json = await (await running.post(path, ASKED)).json();
    expect(json).toMatchObject({
      type: 'message',
      model: 'claude',
      content: [{ type: 'text', text: ANSWER }],
      stop_reason: 'end_turn',
      usage: { output_tokens: 10 },
    });
  });

  it('the Messages API streams named events', async () => {
    const body = await (await running.post(path, { ...ASKED, stream: true })).text();
    const events = namedData(body);
    expect(joinTexts(events, 'delta.text')).toBe(ANSWER);
    expect(events.at(-1)).toEqual({ type: 'message_stop' });
  });

  it('the Messages API refuses with Anthropic’s error', async () => {
    const { max_tokens: _, ...unlimited } = ASKED;
    const response = await running.post(path, unlimited);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      type: 'error',
      error: { type: 'invalid_request_error', message: 'max_tokens: Field required' },
    });
  });
});

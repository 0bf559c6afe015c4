import { describe, expect, it } from 'vitest';
import { ANSWER, joinTexts, sseData, useEmulator } from '../running-emulator.ts';

const PATH = '/prod/answer';
const running = useEmulator([PATH]);

const ASKED = {
  question: 'When are refunds paid?',
  passages: [`${ANSWER} Shoes are sold in blue.`],
  tenant: 'acme',
};

describe.concurrent('a deployed API', () => {
  it('a deployed API answers JSON with the gateway’s headers', async () => {
    const response = await running.post(PATH, ASKED);
    expect(await response.json()).toEqual({
      answer: ANSWER,
      model: PATH,
      usage: { inputTokens: expect.any(Number), outputTokens: 10 },
      latencyMs: expect.any(Number),
    });
    expect(response.headers.get('x-amzn-requestid')).toMatch(/^emulated-/);
    expect(response.headers.get('x-amz-apigw-id')).toMatch(/^emulated-/);
  });

  it('a deployed API streams events to clients that accept them', async () => {
    const response = await running.post(PATH, ASKED, { accept: 'text/event-stream' });
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    const events = sseData(await response.text());
    expect(joinTexts(events, 'delta')).toBe(ANSWER);
    expect(events.at(-1)).toMatchObject({ done: true, usage: { outputTokens: 10 } });
  });

  it.each([
    [{ ...ASKED, passages: ASKED.passages.join('\n\n') }],
    [{ question: ASKED.question, documents: [{ text: ASKED.passages[0] }] }],
    [{ question: ASKED.question, context: ASKED.passages }],
  ])('a deployed API reads passages from %j', async (body) => {
    expect(await (await running.post(PATH, body)).json()).toMatchObject({ answer: ANSWER });
  });

  it('a deployed API refuses a request without a question', async () => {
    const response = await running.post(PATH, { passages: [] });
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({ message: 'question: a question is required' });
  });
});

import { expect, it } from 'vitest';
import { createRequestLog } from '../../../src/emulator/request/request-log.ts';

it('the request log keeps the last 100,000 requests and at most 200,000', () => {
  const log = createRequestLog();
  const request = {
    route: 'Converse',
    model: 'm',
    arrived: 0,
    end: 1,
    epoch: 0,
    inputTokens: 1,
    outputTokens: 1,
    outcome: 'ok',
  } as const;
  for (let id = 0; id < 250_000; id++) log.add({ id: String(id), ...request });
  const entries = log.entries();
  expect(entries.at(-1)?.id).toBe('249999');
  expect(entries.length).toBeGreaterThanOrEqual(100_000);
  expect(entries.length).toBeLessThanOrEqual(200_000);
});

import { describe, expect, it } from 'vitest';
import type { Query } from '../../../src/dataset/query/query.ts';
import { createRandom } from '../../../src/random/random.ts';
import { RetryBudget } from '../../../src/runner/request/retry-budget.ts';
import {
  type RequestResult,
  sendWithRetries,
} from '../../../src/runner/request/retrying-request.ts';
import type { RetryPolicy } from '../../../src/scenario/retry-policy.ts';
import { createCancellation } from '../../../src/time/cancellation.ts';
import { FakeClock } from '../../../src/time/fake-clock.ts';
import { ScriptedTarget } from '../scripted-target.ts';

const query: Query = {
  id: 'q1',
  messages: [{ role: 'user', text: 'What?' }],
  maxTokens: 10,
  context: [],
  tags: {},
  row: {},
};

async function ask(
  script: ConstructorParameters<typeof ScriptedTarget>[1],
  retry: RetryPolicy,
): Promise<RequestResult> {
  const clock = new FakeClock();
  return clock.runUntil(
    sendWithRetries(
      {
        target: new ScriptedTarget('target', script),
        query,
        timeout: 60_000,
        retry,
        retries: new RetryBudget(retry.budget),
        metadata: {},
        due: 0,
        gate: async () => undefined,
      },
      { clock, random: createRandom(1, 'arrivals'), cancellation: createCancellation() },
    ),
  );
}

describe('a request that is tried again', () => {
  it('waits as long as the refusal tells it to, and its own back-off after that', async () => {
    const { attempts, reply } = await ask(
      (_, n) => (n < 1 ? { takes: 10, outcome: 'throttled', retryAfter: 5000 } : { takes: 10 }),
      { maxAttempts: 2, base: 100, cap: 20_000 },
    );
    const [first, second] = attempts;
    const pause = (second?.sent ?? 0) - (first?.end ?? 0);
    expect(reply.outcome).toBe('ok');
    expect(pause).toBeGreaterThanOrEqual(5000);
    expect(pause).toBeLessThanOrEqual(5100);
  });

  it('takes a refusal as final that asks for a longer wait than the policy allows', async () => {
    const { attempts, reply } = await ask(
      () => ({ takes: 10, outcome: 'throttled', retryAfter: 5000 }),
      { maxAttempts: 3, base: 100, cap: 4000 },
    );
    expect(attempts).toHaveLength(1);
    expect(reply.outcome).toBe('throttled');
  });

  it.each([
    ['dns', 3],
    ['refused', 3],
    ['network', 3],
    ['certificate', 1],
    ['tls', 1],
    ['proxy', 1],
    ['sockets', 1],
  ] as const)('that %s kept from its target goes out %s times', async (barrier, times) => {
    const { attempts } = await ask(() => ({ takes: 10, outcome: 'unreachable', barrier }), {
      maxAttempts: 3,
      base: 100,
      cap: 300,
    });
    expect(attempts).toHaveLength(times);
  });

  it('is not tried again once the run has used its budget of retries up', async () => {
    const { attempts } = await ask(() => ({ takes: 10, outcome: 'throttled' }), {
      maxAttempts: 5,
      base: 100,
      cap: 300,
      budget: 2,
    });
    expect(attempts).toHaveLength(3);
  });

  it('backs off within bounds that double and stop at the cap', async () => {
    const { attempts } = await ask(() => ({ takes: 10, outcome: 'server_error' }), {
      maxAttempts: 6,
      base: 100,
      cap: 300,
    });
    const pauses = attempts.slice(1).map(({ sent }, i) => sent - (attempts[i]?.end ?? 0));
    expect(pauses).toHaveLength(5);
    for (const [i, pause] of pauses.entries()) {
      expect(pause).toBeLessThanOrEqual(Math.min(300, 100 * 2 ** i));
    }
  });
});

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Query } from '../../../src/dataset/query/query.ts';
import type { Reply } from '../../../src/target/contract/target.ts';
import { createTarget } from '../../../src/target/create-target.ts';
import { createCancellation } from '../../../src/time/cancellation.ts';
import { FakeClock } from '../../../src/time/fake-clock.ts';

const folder = mkdtempSync(join(tmpdir(), 'proofload-module-'));
afterAll(() => rmSync(folder, { recursive: true }));

const QUERY: Query = {
  id: 'q1',
  messages: [{ role: 'user', text: 'How many?' }],
  maxTokens: 10,
  context: [],
  tags: {},
  row: {},
};

let files = 0;

/** Creates the target of a module with this text. */
async function targetOf(text: string, options: Readonly<Record<string, unknown>> = {}) {
  const module = join(folder, `target-${files++}.ts`);
  writeFileSync(module, text);
  const base = { timeout: 1000, perRequest: 0, fixedCosts: [] };
  return createTarget(
    { ...base, name: 'own', kind: 'module', module, options },
    { endpoint: 'aws', region: 'eu-west-1', connections: 7 },
  );
}

/**
 * Calls a module whose `ask` has this body, due at 100 ms, and aborts the call with a reason at
 * 1000 ms.
 */
async function ask(body: string, reason: unknown = 'timeout'): Promise<Reply> {
  const target = await targetOf(
    `export default () => ({ async ask(query, { clock, signal, metadata }) { ${body} } });`,
  );
  const clock = new FakeClock();
  const cancellation = createCancellation();
  clock.timer(1000, () => cancellation.abort(reason));
  return clock.runUntil(
    target.ask(QUERY, {
      clock,
      signal: cancellation.signal,
      metadata: { runId: 'r1' },
      gate: () => clock.sleepUntil(100),
    }),
  );
}

describe('a target of a user’s own module', () => {
  it('a module target returns the module’s answer, timestamps and tokens', async () => {
    const reply = await ask(`
      const sent = clock.now();
      await clock.sleepUntil(sent + 40);
      const firstVisible = clock.now();
      await clock.sleepUntil(sent + 60);
      const tokens = { input: 3, output: 2, source: 'reported' };
      return { outcome: 'ok', answer: query.id + metadata.runId, tokens,
        stamps: { sent, firstVisible, lastToken: clock.now() } };`);
    expect(reply).toMatchObject({
      outcome: 'ok',
      answer: 'q1r1',
      stamps: { sent: 100, firstVisible: 140, lastToken: 160 },
      end: 160,
      tokens: { input: 3, output: 2 },
    });
  });

  it('a module is called when the request is due, and what it leaves out is unknown', async () => {
    const reply = await ask(`
      await clock.sleepUntil(150);
      return { outcome: 'ok', answer: 'yes' };`);
    expect(reply).toMatchObject({ stamps: { sent: 100 }, end: 150, tokens: { source: 'unknown' } });
    expect(reply.stamps.firstVisible).toBeUndefined();
  });

  it('a module’s empty answer is marked as empty', async () => {
    expect(await ask("return { outcome: 'ok', answer: '' };")).toMatchObject({ empty: true });
    expect(await ask("return { outcome: 'ok', answer: 'a' };")).not.toHaveProperty('empty');
  });

  it.each([
    ['timeout', 'timeout'],
    ['cut', 'interrupted'],
  ])('a module that never answers is aborted on %s: %s', async (reason, outcome) => {
    const reply = await ask('return new Promise(() => {});', reason);
    expect(reply).toMatchObject({ outcome, end: 1000, stamps: { sent: 100 }, answer: '' });
  });

  it('a module gets an AbortSignal', async () => {
    const reply = await ask(`
      const error = { name: 'E', message: String(signal instanceof AbortSignal) };
      return { outcome: 'server_error', answer: '', error };`);
    expect(reply.error?.message).toBe('true');
  });

  it('an error that a module throws is a failure that may be billed', async () => {
    expect(await ask("throw new TypeError('x is not a function');")).toMatchObject({
      outcome: 'server_error',
      error: { name: 'ERR_TARGET_MODULE', message: 'x is not a function' },
    });
    const refused = "Object.assign(new Error('no'), { code: 'ECONNREFUSED' })";
    expect(await ask(`throw new TypeError('fetch failed', { cause: ${refused} });`)).toMatchObject({
      error: { name: 'ECONNREFUSED', message: 'fetch failed: no' },
    });
  });

  it('a module gets its name, options, region and connections, and is closed', async () => {
    const target = await targetOf(
      `export default (context) => ({
        ask: async () => ({ outcome: 'ok', answer: JSON.stringify(context) }),
        close() { throw new Error('closed'); },
      });`,
      { url: 'http://here' },
    );
    const clock = new FakeClock();
    const { signal } = createCancellation();
    const { answer } = await target.ask(QUERY, { clock, signal, metadata: {} });
    expect(JSON.parse(answer)).toEqual({
      name: 'own',
      options: { url: 'http://here' },
      region: 'eu-west-1',
      connections: 7,
    });
    await expect(target.close()).rejects.toThrow('closed');
  });

  it.each([
    ['export default { ask() {} };', /no function as its default export/],
    ['export default () => ({ answer() {} });', /returned no target/],
    ['export default ((', /could not be loaded/],
  ])('a file without a target is refused: %s', async (text, message) => {
    await expect(targetOf(text)).rejects.toThrow(message);
  });
});

import { describe, expect, it } from 'vitest';
import { Problem } from '../../../src/problem/problem.ts';
import { checkedReply } from '../../../src/target/module/checked-reply.ts';
import type { ModuleReply } from '../../../src/target/module/target-module.ts';

const SPAN = { start: 1000, now: 2000 };
const OWN = { name: 'own', module: '/here/own.ts' };

function check(changes: object) {
  const reply: ModuleReply = { outcome: 'ok', answer: 'yes', ...changes };
  return checkedReply(reply, SPAN, OWN);
}

describe('the reply of a module', () => {
  it('a module’s timestamps may coincide, at either end of the request', () => {
    const stamps = { sent: 1000, firstByte: 1000, firstVisible: 2000, lastToken: 2000 };
    expect(check({ stamps, end: 2000 })).toMatchObject({ stamps, end: 2000 });
  });

  it.each([
    [{ stamps: { sent: 999 } }, /sent before the request/],
    [{ stamps: { sent: 1100, lastToken: 1050 } }, /lastToken before sent/],
    [{ stamps: { firstVisible: 1200, lastToken: 1100 } }, /lastToken before firstVisible/],
    [{ stamps: { lastToken: 1500 }, end: 1400 }, /end before lastToken/],
    [{ stamps: { lastToken: 2001 } }, /lastToken in the future/],
    [{ end: 2001 }, /end in the future/],
    [{ end: Number.NaN }, /end before sent/],
    [{ stamps: { sent: Date.now() } }, /sent in the future.*call\.clock\.now/],
  ])('a module’s reply with an impossible timestamp ends the run: %j', (changes, message) => {
    expect(() => check(changes)).toThrow(message);
  });

  it.each([
    [{ tokens: { input: -1, output: 2, source: 'reported' } }, /-1 as its number of input tokens/],
    [
      { tokens: { input: 1, output: Number.NaN, source: 'reported' } },
      /NaN as its number of output/,
    ],
    [{ tokens: { input: 1, output: 2, source: 'unknown' } }, /whose source is unknown/],
  ])('a module’s reply with an impossible count ends the run: %j', (changes, message) => {
    expect(() => check(changes)).toThrow(message);
  });

  it.each([
    [{ outcome: 'fine' }, /the outcome "fine"/],
    [{ outcome: 'dropped' }, /the outcome "dropped"/],
    [{ answer: undefined }, /an answer that is no text/],
    [{ outcome: 'throttled' }, /"throttled" without an error/],
  ])('a module’s reply that breaks the contract ends the run: %j', (changes, message) => {
    expect(() => check(changes)).toThrow(message);
  });

  it('an impossible reply is a Problem in the module’s file', () => {
    expect(() => check({ end: 0 })).toThrow(Problem);
    expect(() => check({ end: 0 })).toThrow(/own\.ts/);
  });
});

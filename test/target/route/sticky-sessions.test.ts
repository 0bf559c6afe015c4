import { describe, expect, it } from 'vitest';
import { createStickySessions } from '../../../src/target/route/sticky-sessions.ts';

describe('sticky sessions', () => {
  it('sticky sessions request a new session until one is opened, and after it is closed', () => {
    const sessions = createStickySessions();
    const learn = (headers: Record<string, string>) =>
      sessions.learn('a', { status: 200, headers });
    expect(sessions.of('a')).toBe('NEW_SESSION');
    learn({});
    expect(sessions.of('a')).toBe('NEW_SESSION');
    learn({ 'x-amzn-sagemaker-new-session-id': 's1; Expires=2099-01-01T00:00:00Z' });
    expect(sessions.of('a')).toBe('s1');
    expect(sessions.of('b')).toBe('NEW_SESSION');
    learn({ 'x-amzn-sagemaker-closed-session-id': 's1' });
    expect(sessions.of('a')).toBe('NEW_SESSION');
  });
});

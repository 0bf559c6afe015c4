import type { Head } from '../http/response-head.ts';

/**
 * The SageMaker sessions of the dataset's sessions: each is opened by its first request, and routes
 * the later ones to the same instance (SageMaker, "Stateful sessions").
 */
export interface StickySessions {
  /** Returns the session id that a request sends, or the value that requests a new one. */
  of(session: string): string;
  /** Reads from a response's head that a session was opened or closed. */
  learn(session: string, head: Head): void;
}

const NEW_SESSION = 'NEW_SESSION';

export function createStickySessions(): StickySessions {
  const ids = new Map<string, string>();
  return {
    of: (session) => ids.get(session) ?? NEW_SESSION,
    learn(session, { headers }) {
      // `id; Expires=2026-01-01T00:00:00Z`
      const opened = headers['x-amzn-sagemaker-new-session-id']?.split(';', 1)[0]?.trim();
      if (opened !== undefined && opened !== '') ids.set(session, opened);
      if (headers['x-amzn-sagemaker-closed-session-id'] !== undefined) ids.delete(session);
    },
  };
}

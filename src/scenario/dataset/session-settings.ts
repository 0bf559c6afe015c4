import type { Milliseconds } from '../../time/duration.ts';

/** SessionSettings say how rows of one session become a conversation. */
export interface SessionSettings {
  readonly thinkTime: ThinkTime;
  /**
   * What the model has answered before, as later turns tell it: `answered` is its own words,
   * `replayed` the rows' references, which makes the prompts of every run and target alike.
   */
  readonly history: 'answered' | 'replayed';
}

/** A ThinkTime passes between an answer and the next turn: always the same, or exponential around its mean. */
export interface ThinkTime {
  readonly spread: 'none' | 'exponential';
  readonly mean: Milliseconds;
}

import { describe, expect, it } from 'vitest';
import { StopController } from '../../../src/runner/request/stop-controller.ts';

describe('a stop', () => {
  it('ends first and cuts later', () => {
    const stop = new StopController();
    stop.drain('signal');
    expect([stop.draining.aborted, stop.aborting.aborted]).toEqual([true, false]);
    stop.abort();
    expect(stop.aborting.aborted).toBe(true);
  });

  it('keeps the first reason', () => {
    const stop = new StopController();
    stop.drain('budget');
    stop.drain('signal');
    expect(stop.reason).toBe('budget');
  });
});

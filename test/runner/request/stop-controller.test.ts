import { describe, expect, it } from 'vitest';
import { StopController } from '../../../src/runner/request/stop-controller.ts';

describe('a stop', () => {
  it('ends first and cuts later', () => {
    const stop = new StopController();
    stop.end('signal');
    expect([stop.ending.aborted, stop.cutting.aborted]).toEqual([true, false]);
    stop.cut();
    expect(stop.cutting.aborted).toBe(true);
  });

  it('keeps the first reason', () => {
    const stop = new StopController();
    stop.end('budget');
    stop.end('signal');
    expect(stop.reason).toBe('budget');
  });
});

import type { QuotaWindow } from '../../scenario/emulator/quota-schema.ts';
import type { Milliseconds } from '../../time/duration.ts';
import { createFixedWindow } from './fixed-window.ts';
import type { Meter } from './meter.ts';
import { createSlidingWindow } from './sliding-window.ts';
import { createTokenBucket } from './token-bucket.ts';

const METERS: Readonly<Record<QuotaWindow, (limit: number, length: Milliseconds) => Meter>> = {
  fixed: createFixedWindow,
  sliding: createSlidingWindow,
  bucket: createTokenBucket,
};

/** Creates a meter of one kind: `limit` per `length`. */
export function createMeter(window: QuotaWindow, limit: number, length: Milliseconds): Meter {
  return METERS[window](limit, length);
}

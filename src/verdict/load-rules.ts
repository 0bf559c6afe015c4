import {
  formatCount,
  formatMs,
  formatScore,
  formatShare,
} from '../metrics/catalogue/format-quantity.ts';
import { type ClientHealth, type ValidityFinding, tolerableDelay } from './client-health.ts';
import { keptUp } from './client-rules.ts';

const INVALID_LATENESS = 10;
const DELIVERED = { suspect: 0.99, invalid: 0.95 };

/**
 * Share of requests with a new socket, and share of the median time to first token that it takes,
 * at which the p95 changes.
 */
const OPENED = { share: 0.05, cost: 0.01 };

/** Limits of the share of the arrivals' time that they spent waiting for our own slots. */
const SLOT_WAIT = { suspect: 0.01, invalid: 0.5 };

/** Limits of the share of the load that the spend cap held back. */
const HELD_BACK = { suspect: 0.01, invalid: 0.05 };

/** Share of shared reads above which chunk gaps are partly the client's own. */
const SHARED_READS = 0.1;

/** Maximum relative difference of N from X R in Little's law. */
const LITTLE = 0.05;

/** Returns the findings about how the load was sent, from its samples. */
export function loadRules(health: ClientHealth): readonly ValidityFinding[] {
  return [
    assessLateness(health),
    assessDelivery(health),
    assessSlots(health),
    assessSpendCap(health),
    assessSockets(health),
    assessReads(health),
    ...health.loads.map(assessSteadiness),
    ...health.thin.map(assessFloor),
  ].filter((finding) => finding !== undefined);
}

function assessLateness(health: ClientHealth): ValidityFinding | undefined {
  const { latenessP99, loopDelayP99, gcPauseMax } = health;
  const limit = tolerableDelay(health);
  if (latenessP99 <= limit) return undefined;
  return {
    validity: latenessP99 > INVALID_LATENESS * limit ? 'invalid' : 'suspect',
    reason:
      `Requests were sent late: the p99 of lateness is ${formatMs(latenessP99)}, above ${formatMs(limit)} ` +
      `(the event loop's own p99 delay is ${formatMs(loopDelayP99)} and garbage collection paused it ` +
      `up to ${formatMs(gcPauseMax)}); lower the rate, add --workers, or spread the load over more machines.`,
  };
}

/**
 * Arrivals without a free slot are a result of a slow target and count in `failed`. They are the
 * client's fault only if it was too busy to free its slots.
 */
function assessDelivery(health: ClientHealth): ValidityFinding | undefined {
  const { offered, late, dropped } = health;
  const delivered = offered - late - (keptUp(health) ? 0 : dropped);
  const reached = offered === 0 ? 1 : delivered / offered;
  if (reached >= DELIVERED.suspect) return undefined;
  return {
    validity: reached < DELIVERED.invalid ? 'invalid' : 'suspect',
    reason:
      `Only ${formatShare(reached)} of the load was put on when it was due (${formatCount(delivered)} of ` +
      `${formatCount(offered)} requests) by a load generator that could not keep up; ` +
      'lower the rate, add --workers, or spread the load over more machines.',
  };
}

/**
 * A request held back by the spend cap was not sent when planned: the service had fewer requests in
 * flight and may look faster than it is.
 */
function assessSpendCap({ heldBack, offered }: ClientHealth): ValidityFinding | undefined {
  if (heldBack === undefined) return undefined;
  const { waited, dropped, unrepeated } = heldBack;
  const part = offered === 0 ? 1 : Math.min(1, (waited + dropped + unrepeated) / offered);
  if (part <= HELD_BACK.suspect) return undefined;
  return {
    validity: part > HELD_BACK.invalid ? 'invalid' : 'suspect',
    reason:
      `The spend cap held back ${formatShare(part)} of the load (${formatCount(waited)} requests waited, ` +
      `${formatCount(dropped)} were not sent, ${formatCount(unrepeated)} were not sent again): the most that those ` +
      'in flight may cost left no room for more, so the service was asked by fewer at a time than ' +
      'planned; raise budget.run, lower prompt.maxTokens, or ask with fewer at a time.',
    advice: 'with a higher budget.run, a lower prompt.maxTokens or fewer requests at a time',
  };
}

/**
 * A wait for a slot is part of the latency, as for a user. But its length depends on the scenario's
 * limit on requests in flight, not on the service.
 */
function assessSlots(health: ClientHealth): ValidityFinding | undefined {
  const { slotWait } = health;
  if (slotWait === undefined) return undefined;
  const { loads, share: part, p50, p95 } = slotWait;
  if (part <= SLOT_WAIT.suspect && p95 <= tolerableDelay(health)) return undefined;
  return {
    validity: part > SLOT_WAIT.invalid ? 'invalid' : 'suspect',
    reason:
      `Arrivals of ${loads.join(', ')} waited for a free slot of the load generator, ${formatMs(p50)} at ` +
      `the median and ${formatMs(p95)} at the p95: ${formatShare(part)} of the time they took is a wait that ` +
      'maxVUs made, not the service; raise maxVUs (or preAllocatedVUs) until none waits, or lower ' +
      'the rate if the service only gets slower.',
  };
}

function assessSockets(health: ClientHealth): ValidityFinding | undefined {
  const { openedInWindow, handshake, offered, dropped, latencyP50, ttftP50 } = health;
  // A new socket delays the first token only.
  const shortest = Math.min(ttftP50 ?? Number.POSITIVE_INFINITY, latencyP50 ?? 0);
  const sent = offered - dropped;
  if (openedInWindow <= OPENED.share * sent) return undefined;
  if (latencyP50 === undefined || handshake <= OPENED.cost * shortest) return undefined;
  return {
    validity: 'suspect',
    reason:
      `${formatCount(openedInWindow)} of ${formatCount(sent)} requests opened a connection, which took them ` +
      `${formatMs(handshake)} on the mean and is inside their times, above 1 % of the ${formatMs(shortest)} that ` +
      `their first token takes at the median; raise warmup.iterations to the number of requests in ` +
      'flight, and look whether the service closes idle connections early.',
  };
}

/** Shared reads of an idle client mean that the sender writes several chunks at once. */
function assessReads(health: ClientHealth): ValidityFinding | undefined {
  const { chunks, readsShared } = health;
  if (keptUp(health) || readsShared <= SHARED_READS * chunks) return undefined;
  return {
    validity: 'suspect',
    reason:
      `${formatShare(readsShared / chunks)} of the chunks were read together with an earlier one while ` +
      'the load generator was busy, so chunk gaps are coarser than what the service sent; ' +
      'lower the rate or add --workers.',
  };
}

function assessSteadiness({
  name,
  law,
}: ClientHealth['loads'][number]): ValidityFinding | undefined {
  const { inFlight, rate, residence, gap, chance } = law;
  if (Math.abs(gap) <= Math.max(LITTLE, chance)) return undefined;
  const moved = gap > 0 ? 'piled up' : 'drained';
  return {
    validity: 'suspect',
    reason:
      `Requests of ${name} ${moved} while it was meant to be level: ${formatScore(inFlight)} were in ` +
      `flight on the mean, but ${formatScore(rate)} a second times ${formatMs(residence)} makes ` +
      `${formatScore((rate * residence) / 1000)} (Little's law), so these times depend on how long ` +
      'the run lasts; lower the rate until it holds, or run longer.',
  };
}

function assessFloor({ label, n, floor }: ClientHealth['thin'][number]): ValidityFinding {
  return {
    validity: 'suspect',
    reason: `${label} rests on ${formatCount(n)} samples, fewer than its floor of ${formatCount(floor)}; run longer.`,
  };
}

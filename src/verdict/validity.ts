import type { Milliseconds } from '../time/duration.ts';
import type { ClientHealth, ValidityFinding } from './client-health.ts';
import { clientRules } from './client-rules.ts';
import { loadRules } from './load-rules.ts';
import { reachRules } from './reach-rules.ts';
import type { Validity } from './verdict.ts';

/** Validity of a run, with reasons. */
export interface Assessment {
  readonly validity: Validity;
  /** Sentences with figures and a remedy, the most severe first; empty if valid. */
  readonly reasons: readonly string[];
  /** How to measure again, from the most severe finding; absent if unknown. */
  readonly advice?: string;
}

/** Advice after a loss: neither load nor machine has to change. */
const AGAIN = 'undisturbed';

/**
 * Applies all rules; the most severe finding decides. `losses` are sentences about what the run
 * lost, each of which makes it invalid; a lost client has unknown health.
 */
export function assessValidity(
  health: ClientHealth | undefined,
  losses: readonly string[] = [],
): Assessment {
  const lost = losses.map((reason): ValidityFinding => ({
    validity: 'invalid',
    reason,
    advice: AGAIN,
  }));
  const findings = [...lost, ...(health === undefined ? [] : findingsOf(health))].toSorted(
    (a, b) => Number(b.validity === 'invalid') - Number(a.validity === 'invalid'),
  );
  const [gravest] = findings;
  return {
    validity: gravest?.validity ?? 'valid',
    ...(gravest?.advice === undefined ? {} : { advice: gravest.advice }),
    reasons: findings.map(({ reason }) => reason),
  };
}

function findingsOf(health: ClientHealth): readonly ValidityFinding[] {
  const ofClient = clientRules(health);
  return [
    ...reachRules(health),
    ...(isBrief(health) ? ofClient.map(softened) : ofClient),
    ...loadRules(health),
  ];
}

/**
 * Duration below which a run is mostly its start, so that its utilisation means little,
 * milliseconds.
 */
const BRIEF: Milliseconds = 1000;

function isBrief({ duration }: ClientHealth): boolean {
  return duration !== undefined && duration < BRIEF;
}

function softened(finding: ValidityFinding): ValidityFinding {
  if (finding.validity !== 'invalid') return finding;
  const reason = `The run lasted less than a second, most of it its own start. ${finding.reason}`;
  return { ...finding, validity: 'suspect', reason };
}

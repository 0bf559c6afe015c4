import type { Milliseconds } from '../time/duration.ts';
import type { ClientHealth, ValidityFinding } from './client-health.ts';
import { clientRules } from './client-rules.ts';
import { loadRules } from './load-rules.ts';
import { reachRules } from './reach-rules.ts';
import type { Validity } from './verdict.ts';

/** An Assessment says whether the numbers of a run may be believed. */
export interface Assessment {
  readonly validity: Validity;
  /** A sentence each, with figures and a remedy, the gravest first; empty when valid. */
  readonly reasons: readonly string[];
  /** How to measure again, where the gravest finding knows. */
  readonly advice?: string;
}

/** What helps after a loss: neither load nor machine has to change. */
const AGAIN = 'undisturbed';

/**
 * Each rule finds for itself, and the gravest finding counts. `losses` are sentences of what the run
 * lost under way, which leaves nothing to believe; of a client that is lost the health is unknown.
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

/** A run this short is mostly its own start: how busy it was then is doubtful, and tells little. */
const BRIEF: Milliseconds = 1000;

function isBrief({ duration }: ClientHealth): boolean {
  return duration !== undefined && duration < BRIEF;
}

function softened(finding: ValidityFinding): ValidityFinding {
  if (finding.validity !== 'invalid') return finding;
  const reason = `The run lasted less than a second, most of it its own start. ${finding.reason}`;
  return { ...finding, validity: 'suspect', reason };
}

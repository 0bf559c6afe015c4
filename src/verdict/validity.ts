import { clientFindings } from './client-finding.ts';
import type { ClientHealth, Finding } from './client-health.ts';
import { loadFindings } from './load-finding.ts';
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
  const lost = losses.map((reason): Finding => ({ validity: 'invalid', reason, advice: AGAIN }));
  const known = health === undefined ? [] : [...clientFindings(health), ...loadFindings(health)];
  const findings = [...lost, ...known].toSorted(
    (a, b) => Number(b.validity === 'invalid') - Number(a.validity === 'invalid'),
  );
  const [gravest] = findings;
  return {
    validity: gravest?.validity ?? 'valid',
    ...(gravest?.advice === undefined ? {} : { advice: gravest.advice }),
    reasons: findings.map(({ reason }) => reason),
  };
}

import { clientFindings } from './client-finding.ts';
import type { ClientHealth } from './client-health.ts';
import { loadFindings } from './load-finding.ts';
import { reachFindings } from './reach-finding.ts';
import type { Validity } from './verdict.ts';

/** An Assessment says whether the numbers of a run may be believed. */
export interface Assessment {
  readonly validity: Validity;
  /** A sentence each, with figures and a remedy, the gravest first; empty when valid. */
  readonly reasons: readonly string[];
  /** How to measure again, where the gravest finding knows. */
  readonly advice?: string;
}

/** Each rule finds for itself, and the gravest finding counts. */
export function assessValidity(health: ClientHealth): Assessment {
  const findings = [
    ...reachFindings(health),
    ...clientFindings(health),
    ...loadFindings(health),
  ].toSorted((a, b) => Number(b.validity === 'invalid') - Number(a.validity === 'invalid'));
  const [gravest] = findings;
  return {
    validity: gravest?.validity ?? 'valid',
    ...(gravest?.advice === undefined ? {} : { advice: gravest.advice }),
    reasons: findings.map(({ reason }) => reason),
  };
}

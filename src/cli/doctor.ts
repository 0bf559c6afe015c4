import { resolve as resolvePath } from 'node:path';
import { renderCheckResults } from '../doctor/finding.ts';
import { preflight } from '../doctor/preflight.ts';
import { leastPrivilegePolicy } from '../iam/least-privilege-policy.ts';
import { datasetAccesses } from '../iam/s3-permission.ts';
import { permissionsOf, isGuarded } from '../iam/target-permission.ts';
import { Problem } from '../problem/problem.ts';
import { stableJson } from '../report/result/json.ts';
import { openEndpoint } from '../run/endpoint/endpoint.ts';
import { type LeafTarget, leafTargets } from '../scenario/leaf-targets.ts';
import { loadScenario } from '../scenario/load-scenario.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { knownSecrets } from '../secrets/known-secrets.ts';

interface DoctorVerbOptions {
  readonly endpoint?: string;
  /** PEM file of additional certificate authorities. */
  readonly ca?: string;
  /** Prints the least-privilege policy instead of findings. */
  readonly iam?: boolean;
  /** AWS account in the policy's ARNs. */
  readonly account?: string;
  readonly json?: boolean;
}

const BAD_SCENARIO = 104;

/** Checks what a run of a scenario needs, and prints problems and remedies. */
export async function doctorVerb(file: string, options: DoctorVerbOptions): Promise<number> {
  const { endpoint, ca } = options;
  const scenario = await loadScenario(file, {
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(ca === undefined ? {} : { ca: resolvePath(ca) }),
  });
  if (options.iam === true) return printPolicy(scenario, options.account);
  const runEndpoint = await openEndpoint(scenario);
  try {
    const findings = knownSecrets.scrubAll(await preflight(scenario, runEndpoint));
    const { stdout } = process;
    if (options.json === true) stdout.write(`${stableJson(findings)}\n`);
    else {
      const colour = stdout.isTTY && process.env['NO_COLOR'] === undefined;
      const width = Math.min(stdout.columns ?? 100, 110);
      stdout.write(renderCheckResults(findings, { colour, width }));
    }
    return findings.some(({ level }) => level === 'problem') ? BAD_SCENARIO : 0;
  } finally {
    await runEndpoint.close();
  }
}

/** Placeholder of an unknown account; a policy with it allows nothing. */
const PLACEHOLDER = 'ACCOUNT_ID';

function unnamedPlaces(spec: LeafTarget): readonly string[] {
  if (spec.kind !== 'sagemaker' || spec.async === undefined) return [];
  const { output, failure } = spec.async;
  return [
    ...(output === undefined ? ['output'] : []),
    ...(failure === undefined ? ['failure'] : []),
  ];
}

function printPolicy(scenario: Scenario, given: string | undefined): number {
  const account = given ?? process.env['AWS_ACCOUNT_ID'] ?? PLACEHOLDER;
  if (account !== PLACEHOLDER && !/^\d{12}$/.test(account)) {
    throw new Problem(`"${account}" is no AWS account.`, {
      remedy: 'Give its twelve digits: --account 123456789012.',
    });
  }
  const where = { region: scenario.region, account };
  const targets = [...leafTargets(scenario)].map(([name, spec]) => ({
    name,
    guarded: isGuarded(spec),
    needs: permissionsOf(spec, where),
  }));
  const reading = datasetAccesses(scenario.dataset.file, scenario.region);
  const policy = leastPrivilegePolicy([...targets.flatMap(({ needs }) => needs), ...reading]);
  if (policy.Statement.length === 0) {
    throw new Problem('No target of this scenario has permissions that are known here.', {
      remedy: targets.some(({ guarded }) => guarded)
        ? 'See its service’s documentation for what it needs.'
        : 'They are asked unsigned, so they need no policy.',
    });
  }
  const text = JSON.stringify(policy, undefined, 2);
  process.stdout.write(`${text}\n`);
  for (const { name, guarded } of targets.filter(({ needs }) => needs.length === 0)) {
    const why = guarded
      ? 'what it needs is not known here: add it yourself'
      : 'it is asked unsigned and needs nothing';
    note(`target ${name} is not in the policy: ${why}`);
  }
  for (const [name, spec] of leafTargets(scenario)) {
    const places = unnamedPlaces(spec).map((place) => `async.${place}`);
    if (places.length === 0) continue;
    note(
      `target ${name}: to read its answers is not in the policy whole: say in ${places.join(' and ')} where its endpoint puts them`,
    );
  }
  for (const { Action } of policy.Statement.filter(({ Resource }) => Resource.includes('*'))) {
    note(`AWS guards ${Action.join(', ')} by no resource, so that its statement must say *`);
  }
  for (const placeholder of new Set(text.match(/FUNCTION_OF_\w+/g))) {
    note(`put the name of the function behind that URL in place of ${placeholder}`);
  }
  if (text.includes(PLACEHOLDER)) note(`give --account to put yours in place of ${PLACEHOLDER}`);
  return 0;
}

function note(sentence: string): void {
  process.stderr.write(`proofload: ${sentence}.\n`);
}

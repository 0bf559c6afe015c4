import type { Dataset } from '../dataset/dataset.ts';
import type { Query } from '../dataset/query/query.ts';
import { isAwsHost } from '../iam/aws-url.ts';
import { isGuarded } from '../iam/target-permission.ts';
import { servingEndpointOf, isEmulatedLeaf, type RunEndpoint } from '../run/endpoint/endpoint.ts';
import type { SdkFastPath } from '../sample/sdk-fast-path.ts';
import { type LeafTarget, leafTargets } from '../scenario/leaf-targets.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { addressUnder } from '../target/account/address.ts';
import { type CallerIdentity, resolveCallerIdentity } from '../target/account/caller-identity.ts';
import type { ClientConfig } from '../target/contract/client-config.ts';
import { createTarget } from '../target/create-target.ts';
import { measureClockSkew } from '../target/network/clock-skew.ts';
import { systemClock } from '../time/clock.ts';
import { formatDuration, type Milliseconds } from '../time/duration.ts';
import {
  asksBedrockRuntime,
  BEDROCK_API_KEY_WARNING,
  usesBedrockApiKey,
} from './bedrock-api-key.ts';
import { type CheckResult, failedCheck } from './finding.ts';
import { checkJudge } from './judge-checks.ts';
import { checkQuotas } from './quota-checks.ts';
import { replyCheck } from './reply-finding.ts';
import { checkSdk } from './sdk-check.ts';
import { checkTransport } from './transport-check.ts';

/**
 * Checks the endpoints of a scenario: sends one small request to each target and to the judge, and
 * checks the AWS identity, the transports, the clock and the quotas.
 */
export async function checkEndpoint(
  scenario: Scenario,
  runEndpoint: RunEndpoint,
  dataset: Dataset | undefined,
): Promise<readonly CheckResult[]> {
  const leaves = leafTargets(scenario);
  const fastPaths: SdkFastPath[] = [];
  const asked = [...leafTargets({ targets: scenario.targets })].map(([name, spec]) =>
    examineTarget(name, spec, runEndpoint, { dataset, fastPaths }),
  );
  const { clientConfig } = runEndpoint;
  return [
    ...placeFindings(leaves, scenario, runEndpoint),
    ...(await identityFindings([...leaves.values()], scenario, runEndpoint)),
    checkTransport(leaves, clientConfig.connections),
    ...(await Promise.all(asked)),
    ...checkSdk(fastPaths),
    ...(await checkJudge(scenario, runEndpoint, dataset)),
    ...(await skewFindings([...leaves.values()], runEndpoint)),
    ...(await checkQuotas(scenario, runEndpoint, dataset)),
  ];
}

/** Returns one result per endpoint, with the targets that it serves. */
function placeFindings(
  leaves: ReadonlyMap<string, LeafTarget>,
  { region }: Scenario,
  runEndpoint: RunEndpoint,
): readonly CheckResult[] {
  const places = new Map<string, string[]>();
  for (const [name, spec] of leaves) {
    const place = placeOf(spec, region, runEndpoint);
    places.set(place, [...(places.get(place) ?? []), name]);
  }
  const chosen = new Set([...leaves.values()].flatMap((spec) => spec.region ?? []));
  return [...places].map(([place, names]) =>
    placeFinding(place, names.join(', '), { region, chosen }),
  );
}

const EMULATOR = /emulator/;

function placeOf(spec: LeafTarget, region: string, runEndpoint: RunEndpoint): string {
  const { address, by, proxy } = servingEndpointOf(spec, runEndpoint);
  const through = proxy === undefined ? '' : `, through the proxy ${proxy},`;
  if (by === 'embedded emulator') return 'The embedded emulator';
  if (by === 'emulator') return `An emulator at ${address}${through}`;
  const isAws = URL.canParse(address) && isAwsHost(new URL(address).hostname);
  return (
    (isAws ? `AWS, in ${spec.region ?? region}${through === '' ? ',' : ''}` : address) + through
  );
}

function placeFinding(
  place: string,
  names: string,
  { region, chosen }: { readonly region: string; readonly chosen: ReadonlySet<string> },
): CheckResult {
  const subject = 'place';
  const answers = `${place} answers ${names}`;
  if (EMULATOR.test(place)) {
    const message = `${answers}: this does not check access to AWS.`;
    return { subject, level: 'ok', message };
  }
  const other = process.env['AWS_REGION'] ?? process.env['AWS_DEFAULT_REGION'] ?? region;
  const said = [...chosen].some((each) => place === `AWS, in ${each},`);
  if (!place.startsWith('AWS') || said || other === region) {
    return { subject, level: 'ok', message: `${answers}.` };
  }
  return {
    subject,
    level: 'warning',
    message: `${answers}, although the environment sets ${other}.`,
    remedy: 'The scenario’s region applies: change it there.',
  };
}

async function identityFindings(
  targets: readonly LeafTarget[],
  { region }: Scenario,
  { clientConfig }: RunEndpoint,
): Promise<readonly CheckResult[]> {
  const subject = 'identity';
  const signed = targets.filter((spec) => isGuarded(spec) && !isEmulatedLeaf(spec, clientConfig));
  if (signed.length === 0) return [];
  const findings: CheckResult[] = [];
  const hasKey = usesBedrockApiKey(signed, clientConfig, process.env);
  if (hasKey) findings.push({ subject, level: 'warning', ...BEDROCK_API_KEY_WARNING });
  if (hasKey && signed.every(asksBedrockRuntime)) return findings;
  try {
    findings.push(credentialFinding(await resolveCallerIdentity(region)));
  } catch (error) {
    findings.push(failedCheck(subject, error));
  }
  return findings;
}

const SOON: Milliseconds = 3_600_000;

function credentialFinding({ accessKeyId, account, expires }: CallerIdentity): CheckResult {
  const subject = 'identity';
  const owner = account === undefined ? '' : ` of account ${account}`;
  const message = `Access key …${accessKeyId.slice(-4)}${owner}`;
  if (expires === undefined)
    return { subject, level: 'ok', message: `${message}, which does not expire.` };
  const left = expires.getTime() - Date.now();
  if (left > SOON) {
    return { subject, level: 'ok', message: `${message}, valid for ${formatDuration(left)}.` };
  }
  return {
    subject,
    level: left > 0 ? 'warning' : 'problem',
    message:
      left > 0
        ? `${message}, which expires in ${formatDuration(left)}.`
        : `${message}, which has expired.`,
    remedy: 'Sign in again before a long run.',
  };
}

/** Query sent when the dataset has no row. */
const TINY: Query = {
  id: 'doctor',
  messages: [{ role: 'user', text: 'Answer with one word: are you there?' }],
  maxTokens: 16,
  context: [],
  tags: {},
  row: { question: 'Are you there?' },
};

/**
 * Sends the dataset's first row, as a run would; a small question to the judge, which in a run
 * receives answers.
 */
async function examineTarget(
  name: string,
  spec: LeafTarget,
  { clientConfig }: RunEndpoint,
  {
    dataset,
    fastPaths,
  }: {
    readonly dataset: Dataset | undefined;
    /** Collects how the target's AWS SDK clients sent their requests. */
    readonly fastPaths: SdkFastPath[];
  },
): Promise<CheckResult> {
  const subject = `target ${name}`;
  const [first = TINY] = dataset?.queries ?? [];
  const query: Query =
    name === 'judge' ? { ...TINY, context: first.context, row: first.row } : first;
  try {
    const target = await createTarget(spec, clientConfig);
    try {
      const began = systemClock.now();
      const reply = await target.ask(query, {
        clock: systemClock,
        signal: AbortSignal.timeout(spec.timeout),
        metadata: {},
      });
      fastPaths.push(...(target.sdkFastPaths?.() ?? []));
      return replyCheck(subject, reply, reply.end - began);
    } finally {
      await target.close();
    }
  } catch (error) {
    return failedCheck(subject, error);
  }
}

/**
 * Clock skew from which AWS refuses signatures, milliseconds; a smaller one makes logs hard to
 * compare.
 */
const SKEW_PROBLEM: Milliseconds = 300_000;
const SKEW_WARNING: Milliseconds = 5000;

async function skewFindings(
  targets: readonly LeafTarget[],
  { clientConfig }: RunEndpoint,
): Promise<readonly CheckResult[]> {
  // The endpoint of a module is unknown.
  const known = targets.filter(({ kind }) => kind !== 'module');
  const origins = known.map((target) => originUnder(target, clientConfig));
  const measured = await Promise.all(
    [...new Set(origins)].map(async (origin) => ({ origin, skew: await measureClockSkew(origin) })),
  );
  return measured.flatMap(({ origin, skew }) =>
    skew === undefined ? [] : [skewFinding(origin, skew)],
  );
}

/** Returns the origin for `fetch`; a WebSocket URL becomes an HTTP URL. */
function originUnder(target: LeafTarget, clientConfig: ClientConfig): string {
  return new URL(addressUnder(target, clientConfig).replace(/^ws/, 'http')).origin;
}

function skewFinding(origin: string, skew: Milliseconds): CheckResult {
  const subject = 'clock';
  const size = Math.abs(skew);
  if (size <= SKEW_WARNING) {
    return { subject, level: 'ok', message: `The clock agrees with that of ${origin}.` };
  }
  return {
    subject,
    level: size >= SKEW_PROBLEM ? 'problem' : 'warning',
    message: `The clock is ${formatDuration(size)} ${skew > 0 ? 'ahead of' : 'behind'} that of ${origin}.`,
    remedy: 'Synchronize it by NTP: AWS refuses signatures that are five minutes off.',
  };
}

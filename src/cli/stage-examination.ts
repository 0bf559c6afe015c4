import type { Dataset } from '../dataset/dataset.ts';
import type { Query } from '../dataset/query.ts';
import { type Finding, problemFinding } from '../report/finding.ts';
import { replyFinding } from '../report/reply-finding.ts';
import { systemClock } from '../sample/clock.ts';
import { formatDuration, type Milliseconds } from '../scenario/duration.ts';
import { type LeafTarget, leafTargets } from '../scenario/leaf-targets.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { isGuarded } from '../target/access.ts';
import { awsOrigin, measureClockSkew } from '../target/clock-skew.ts';
import { createTarget } from '../target/create-target.ts';
import { type Identity, resolveIdentity } from '../target/identity.ts';
import { asksBedrockRuntime, BEARER_KEY_WARNING, usesBearerKey } from './bearer-key.ts';
import { examineJudge } from './judge-examination.ts';
import { examineQuotas } from './quota-examination.ts';
import type { Stage } from './stage.ts';
import { transportFinding } from './transport-finding.ts';

/** A StageExamination asks who we are, where the services are, each target one small question and the judge one real one. */
export async function examineStage(
  scenario: Scenario,
  stage: Stage,
  dataset: Dataset | undefined,
): Promise<readonly Finding[]> {
  const leaves = leafTargets(scenario);
  const asked = [...leafTargets({ targets: scenario.targets })].map(([name, spec]) =>
    examineTarget(name, spec, stage, dataset),
  );
  const { wiring } = stage;
  return [
    placeFinding(scenario, stage),
    ...(await identityFindings([...leaves.values()], scenario, stage)),
    transportFinding(leaves, wiring.connections),
    ...(await Promise.all(asked)),
    ...(await examineJudge(scenario, stage, dataset)),
    ...(await skewFindings([...leaves.values()], stage)),
    ...(await examineQuotas(scenario, stage, dataset)),
  ];
}

function placeFinding({ endpoint, region }: Scenario, { emulated, wiring }: Stage): Finding {
  const subject = 'place';
  if (emulated) {
    return {
      subject,
      level: 'ok',
      says: `An emulator at ${wiring.endpoint}: what it answers says nothing of access to AWS.`,
    };
  }
  if (endpoint !== 'aws') return { subject, level: 'ok', says: `Every service is at ${endpoint}.` };
  const other = process.env['AWS_REGION'] ?? process.env['AWS_DEFAULT_REGION'] ?? region;
  if (other === region) return { subject, level: 'ok', says: `AWS, in ${region}.` };
  return {
    subject,
    level: 'warning',
    says: `AWS, in ${region}, although the environment says ${other}.`,
    remedy: 'The scenario’s region counts: set it there.',
  };
}

async function identityFindings(
  targets: readonly LeafTarget[],
  { region }: Scenario,
  { wiring }: Stage,
): Promise<readonly Finding[]> {
  const subject = 'identity';
  const signed = targets.filter(isGuarded);
  if (signed.length === 0 || wiring.credentials !== undefined) return [];
  const findings: Finding[] = [];
  const hasKey = usesBearerKey(signed, wiring, process.env);
  if (hasKey) findings.push({ subject, level: 'warning', ...BEARER_KEY_WARNING });
  if (hasKey && signed.every(asksBedrockRuntime)) return findings;
  try {
    findings.push(credentialFinding(await resolveIdentity(region)));
  } catch (error) {
    findings.push(problemFinding(subject, error));
  }
  return findings;
}

const SOON: Milliseconds = 3_600_000;

function credentialFinding({ accessKeyId, account, expires }: Identity): Finding {
  const subject = 'identity';
  const owner = account === undefined ? '' : ` of account ${account}`;
  const says = `Access key …${accessKeyId.slice(-4)}${owner}`;
  if (expires === undefined)
    return { subject, level: 'ok', says: `${says}, which does not expire.` };
  const left = expires.getTime() - Date.now();
  if (left > SOON) {
    return { subject, level: 'ok', says: `${says}, good for ${formatDuration(left)}.` };
  }
  return {
    subject,
    level: left > 0 ? 'warning' : 'problem',
    says:
      left > 0
        ? `${says}, which expires in ${formatDuration(left)}.`
        : `${says}, which has expired.`,
    remedy: 'Sign in again before a long run.',
  };
}

const TINY: Query = {
  id: 'doctor',
  messages: [{ role: 'user', text: 'Answer with one word: are you there?' }],
  maxTokens: 16,
  context: [],
  tags: {},
  row: { question: 'Are you there?' },
};

/** Templates of bodies need a row's columns: those of the first are lent to the small question. */
async function examineTarget(
  name: string,
  spec: LeafTarget,
  { wiring }: Stage,
  dataset: Dataset | undefined,
): Promise<Finding> {
  const subject = `target ${name}`;
  const [first = TINY] = dataset?.queries ?? [];
  const query: Query = { ...TINY, context: first.context, row: first.row };
  try {
    const target = await createTarget(spec, wiring);
    try {
      const began = systemClock.now();
      const reply = await target.ask(query, {
        clock: systemClock,
        signal: AbortSignal.timeout(spec.timeout),
        metadata: {},
      });
      return replyFinding(subject, reply, reply.end - began);
    } finally {
      await target.close();
    }
  } catch (error) {
    return problemFinding(subject, error);
  }
}

/** Signatures are refused beyond five minutes; a smaller skew misleads who compares logs. */
const SKEW_PROBLEM: Milliseconds = 300_000;
const SKEW_WARNING: Milliseconds = 5000;

async function skewFindings(
  targets: readonly LeafTarget[],
  { wiring }: Stage,
): Promise<readonly Finding[]> {
  const { endpoint, region } = wiring;
  const origins =
    endpoint === 'aws' ? targets.map((target) => originOf(target, region)) : [endpoint];
  const measured = await Promise.all(
    [...new Set(origins)].map(async (origin) => ({ origin, skew: await measureClockSkew(origin) })),
  );
  return measured.flatMap(({ origin, skew }) =>
    skew === undefined ? [] : [skewFinding(origin, skew)],
  );
}

function originOf(target: LeafTarget, region: string): string {
  if ('url' in target) return new URL(target.url).origin;
  if (target.kind === 'sagemaker' || target.kind === 'lambda') {
    return awsOrigin(target.kind, region);
  }
  return awsOrigin('bedrock', region);
}

function skewFinding(origin: string, skew: Milliseconds): Finding {
  const subject = 'clock';
  const size = Math.abs(skew);
  if (size <= SKEW_WARNING) {
    return { subject, level: 'ok', says: `The clock agrees with that of ${origin}.` };
  }
  return {
    subject,
    level: size >= SKEW_PROBLEM ? 'problem' : 'warning',
    says: `The clock is ${formatDuration(size)} ${skew > 0 ? 'ahead of' : 'behind'} that of ${origin}.`,
    remedy: 'Set it by NTP: AWS refuses signatures that are five minutes off.',
  };
}

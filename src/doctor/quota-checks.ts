import type { Dataset } from '../dataset/dataset.ts';
import type { Query } from '../dataset/query/query.ts';
import { readAwsUrl } from '../iam/aws-url.ts';
import type { PromptUse } from '../plan/demand/quota-need.ts';
import { createTraffic } from '../plan/demand/traffic.ts';
import { Problem } from '../problem/problem.ts';
import { lookupFailure, shortOf } from '../report/result/lookup-failure.ts';
import type { RunEndpoint } from '../run/endpoint/endpoint.ts';
import { type LeafTarget, leafTargets } from '../scenario/leaf-targets.ts';
import { outputLimit } from '../scenario/model/output-limit.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { Instances } from '../scenario/target/base-schema.ts';
import { joinedPeakRate } from '../schedule/peak-rate.ts';
import { type Burndown, burndownOf } from '../serving/throttling/burndown.ts';
import { hasModelQuotas, modelQuotas } from '../serving/throttling/model-quota.ts';
import type { AccountQuotas } from '../target/account/account-quotas.ts';
import { sdkErrorOf } from '../target/aws-sdk/sdk-error.ts';
import { estimateTokens } from '../target/decode/token-estimate.ts';
import type { CheckResult } from './finding.ts';
import { type ExpectedUse, quotaCheck } from './quota-finding.ts';

/**
 * Compares the account's quotas, of each Bedrock model and of SageMaker instances, with what the
 * scenario's loads and demand need.
 */
export async function checkQuotas(
  scenario: Scenario,
  runEndpoint: RunEndpoint,
  dataset: Dataset | undefined,
): Promise<readonly CheckResult[]> {
  const regionOf = ([, spec]: Asking): string => spec.region ?? scenario.region;
  const asking = [...leafTargets(scenario)];
  const findings = [...new Set(asking.map(regionOf))].map((region) => {
    const leaves = asking.filter((leaf) => regionOf(leaf) === region);
    const there = { ...runEndpoint, clientConfig: { ...runEndpoint.clientConfig, region } };
    return examineRegion(leaves, scenario, there, dataset);
  });
  return (await Promise.all(findings)).flat();
}

/** Checks the quotas of one region. */
async function examineRegion(
  leaves: readonly Asking[],
  scenario: Scenario,
  runEndpoint: RunEndpoint,
  dataset: Dataset | undefined,
): Promise<readonly CheckResult[]> {
  const models = new Map<string, Asking[]>();
  for (const leaf of leaves) {
    const model = quotaModel(leaf[1]);
    if (model !== undefined) models.set(model, [...(models.get(model) ?? []), leaf]);
  }
  const rented = leaves.flatMap(([name, { kind, instances }]) =>
    kind === 'sagemaker' && instances !== undefined ? [{ name, instances }] : [],
  );
  return [
    ...(await lookedUp('bedrock', models.size > 0, runEndpoint, (quotas) =>
      [...models].map(([model, asking]) => {
        const subject = `quota of ${asking.map(([name]) => name).join(', ')}`;
        const found = modelQuotas(model, quotas);
        if (Object.keys(found).length === 0) return unlisted(subject, runEndpoint);
        return quotaCheck(subject, found, expectedUse(model, asking, scenario, dataset));
      }),
    )),
    ...(await lookedUp('sagemaker', rented.length > 0, runEndpoint, (quotas) =>
      rented.map(({ name, instances }) =>
        instanceFinding(`quota of ${name}`, instances, quotas, runEndpoint),
      ),
    )),
  ];
}

/** A target and its name. */
type Asking = readonly [name: string, spec: LeafTarget];

/**
 * Returns the model whose per-minute quotas a target uses; undefined for agents, which choose their
 * models.
 */
function quotaModel(spec: LeafTarget): string | undefined {
  if (spec.kind === 'bedrock-agent' || !('model' in spec) || spec.model === '') return undefined;
  if ('url' in spec && readAwsUrl(spec.url)?.service !== 'bedrock-runtime') return undefined;
  return hasModelQuotas(spec.model) ? spec.model : undefined;
}

const LISTING = { actions: 'servicequotas:ListServiceQuotas', of: 'service' };

async function lookedUp(
  service: 'bedrock' | 'sagemaker',
  wanted: boolean,
  { clientConfig }: RunEndpoint,
  examine: (quotas: AccountQuotas) => readonly CheckResult[],
): Promise<readonly CheckResult[]> {
  if (!wanted) return [];
  const { readAccountQuotas } = await import('../target/account/account-quotas.ts');
  let quotas: AccountQuotas;
  try {
    quotas = await readAccountQuotas(service, clientConfig);
  } catch (error) {
    const said = sdkErrorOf(error);
    const { why, remedy } = lookupFailure(said, LISTING);
    const finding: CheckResult = {
      subject: 'quotas',
      level: 'warning',
      message:
        `The quotas of ${service} could not be read: ${why}. ${shortOf(said.message)}`.trimEnd(),
      remedy: `${remedy} Or look them up in the Service Quotas console, and test with them as emulator.quotas.`,
    };
    return [finding];
  }
  return examine(quotas);
}

function unlisted(subject: string, { emulated }: RunEndpoint): CheckResult {
  if (emulated) return { subject, level: 'ok', message: 'The emulator has no limit for it.' };
  return {
    subject,
    level: 'warning',
    message: 'Service Quotas lists no quota with this name.',
    remedy: 'Check its name and region, and look for it in the Service Quotas console.',
  };
}

function instanceFinding(
  subject: string,
  { type, count }: Instances,
  quotas: AccountQuotas,
  runEndpoint: RunEndpoint,
): CheckResult {
  const name = `${type} for endpoint usage`;
  const value = quotas.get(name);
  if (value === undefined) return unlisted(subject, runEndpoint);
  const message = `It uses ${count} × ${type}; the account’s quota for endpoints is ${value}.`;
  if (count <= value) return { subject, level: 'ok', message };
  return { subject, level: 'warning', message, remedy: `Ask for an increase of “${name}”.` };
}

/**
 * Estimates the use of one model: each target serves the whole demand, each part of a route at most
 * the route's.
 */
function expectedUse(
  model: string,
  asking: readonly Asking[],
  { loads, demand, burndown }: Scenario,
  dataset: Dataset | undefined,
): ExpectedUse {
  const targets = new Set(asking.map(([name]) => name.split('.', 1)[0]));
  const queries = dataset?.queries ?? [];
  const judged = asking.every(([name]) => name === 'judge');
  const load = joinedPeakRate(
    Object.values(loads).filter(({ target }) => targets.has(target)),
    queries.map(({ at }) => at ?? 0),
  );
  const daily = judged || demand === undefined ? 0 : demandPeak(demand);
  const perMinute = Math.max(load ?? 0, daily);
  // The prompts that a knowledge base and a judge send are unknown.
  const blind = judged || asking.some(([, { kind }]) => kind === 'knowledge-base');
  return {
    ...(blind || queries.length === 0
      ? {}
      : { use: promptUse(queries, asking, burndownOf(model, burndown)) }),
    ...(perMinute === 0 ? {} : { perMinute }),
  };
}

/**
 * Returns the demand's peak, requests per minute; 0 for an unknown day profile, which another check
 * reports.
 */
function demandPeak(demand: NonNullable<Scenario['demand']>): number {
  try {
    return createTraffic(demand).peak.steadyMinute;
  } catch (error) {
    if (error instanceof Problem) return 0;
    throw error;
  }
}

/** Returns the largest output limit of the targets; one without a limit counts as `maxTokens`. */
function limitOf(asking: readonly Asking[], maxTokens: number): number {
  return Math.max(...asking.map(([, spec]) => outputLimit(spec, maxTokens) ?? maxTokens));
}

function promptUse(
  queries: readonly Query[],
  asking: readonly Asking[],
  { rate, basis }: Burndown,
): PromptUse {
  const mean = (of: (query: Query) => number): number =>
    queries.reduce((sum, query) => sum + of(query), 0) / queries.length;
  return {
    input: mean(({ system = '', messages }) =>
      estimateTokens(system, ...messages.map(({ text }) => text)),
    ),
    maxTokens: mean(({ maxTokens }) => limitOf(asking, maxTokens)),
    burndown: rate,
    assumed: basis === 'assumed',
  };
}

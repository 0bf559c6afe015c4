import { availableParallelism } from 'node:os';
import { createPriceBook } from '../cost/price-book.ts';
import { createPricing } from '../cost/pricing.ts';
import { conversations } from '../dataset/conversation.ts';
import { type Dataset, loadDataset } from '../dataset/dataset.ts';
import { dayProfile } from '../plan/demand/day-profile.ts';
import { createRandom } from '../random/random.ts';
import type { RunEndpoint } from '../run/endpoint/endpoint.ts';
import { openFileSource } from '../run/state/dataset-file-source.ts';
import { checkThreshold } from '../run/state/threshold-check.ts';
import { leafTargets } from '../scenario/leaf-targets.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { createSchedule } from '../schedule/create-schedule.ts';
import { budgetThreshold, parseThreshold } from '../verdict/threshold.ts';
import { checkEndpoint } from './endpoint-checks.ts';
import { type CheckResult, failedCheck } from './finding.ts';
import { checkOptions } from './option-checks.ts';
import { priceCheck } from './price-finding.ts';

/**
 * Checks everything that a run of the scenario needs: the machine, files, settings and endpoints.
 * Continues after a problem.
 */
export async function preflight(
  scenario: Scenario,
  runEndpoint: RunEndpoint,
): Promise<readonly CheckResult[]> {
  const { dataset, findings } = await examineDataset(scenario, runEndpoint);
  return [
    nodeFinding(process.versions.node),
    ...findings,
    ...examineScenario(scenario, dataset),
    ...(await thresholdFindings(scenario, dataset)),
    ...(await checkEndpoint(scenario, runEndpoint, dataset)),
  ];
}

/** Minimum version, as in package.json. */
const LEAST_NODE = [20, 19] as const;

function nodeFinding(version: string): CheckResult {
  const subject = 'node';
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [leastMajor, leastMinor] = LEAST_NODE;
  const message = `Node ${version}, ${availableParallelism()} processors.`;
  if (major > leastMajor || (major === leastMajor && minor >= leastMinor)) {
    return { subject, level: 'ok', message };
  }
  return {
    subject,
    level: 'problem',
    message,
    remedy: `Install Node ${LEAST_NODE.join('.')} or newer.`,
  };
}

async function examineDataset(
  scenario: Scenario,
  { clientConfig }: RunEndpoint,
): Promise<{ dataset?: Dataset; findings: readonly CheckResult[] }> {
  const subject = 'dataset';
  const source = scenario.dataset;
  try {
    const dataset = await loadDataset(source, scenario.prompt, {
      random: createRandom(scenario.seed, 'order', 'prompts'),
      home: await openFileSource(source, clientConfig),
    });
    const { queries, skippedRows, skipped, notes } = dataset;
    const said = notes.map((note): CheckResult => ({ subject, ...note }));
    const talks = conversations(queries, source).length;
    const rows = `${queries.length} rows${talks === queries.length ? '' : ` in ${talks} conversations`}`;
    if (skippedRows === 0) {
      return {
        dataset,
        findings: [{ subject, level: 'ok', message: `${rows} can be asked.` }, ...said],
      };
    }
    const finding: CheckResult = {
      subject,
      level: 'warning',
      message: `${rows} can be asked, ${skippedRows} were skipped. The first: ${skipped[0]?.message ?? ''}`,
      remedy: 'Correct the rows, or remove them from the file.',
    };
    return { dataset, findings: [finding, ...said] };
  } catch (error) {
    return { findings: [failedCheck(subject, error)] };
  }
}

/**
 * Checks what needs only the scenario and its rows: prices, options, canaries, loads and demand.
 */
function examineScenario(scenario: Scenario, dataset: Dataset | undefined): readonly CheckResult[] {
  const book = createPriceBook(scenario.prices);
  return [
    ...[...leafTargets(scenario)].flatMap(([name, spec]) =>
      examined(`price of ${name}`, (subject) =>
        priceCheck(subject, createPricing(spec, { book, region: scenario.region }), new Date()),
      ),
    ),
    ...checkOptions(scenario),
    ...canaryFindings(scenario, dataset),
    ...Object.values(scenario.loads).flatMap((load) =>
      failing(`load ${load.name}`, () => {
        if (load.executor !== 'replay' || dataset === undefined) return;
        const at = dataset.queries.map((query) => query.at ?? Number.NaN);
        createSchedule(load, { random: createRandom(scenario.seed, 'arrivals'), at });
      }),
    ),
    ...demandFindings(scenario),
  ];
}

/** Warns if leaks have a threshold and the dataset has no canaries. */
function canaryFindings({ thresholds }: Scenario, dataset: Dataset | undefined): CheckResult[] {
  const asked = thresholds.some(({ metric }) => metric.trimStart().startsWith('tenant_leaks'));
  if (!asked || dataset === undefined || dataset.canaries.size > 0) return [];
  return [
    {
      subject: 'thresholds',
      level: 'warning',
      message: 'tenant_leaks has a threshold, but no row has a canary: it will have no data.',
      remedy: 'Add a secret marker to each tenant’s documents, and write it in the column canary.',
    },
  ];
}

async function thresholdFindings(
  scenario: Scenario,
  dataset: Dataset | undefined,
): Promise<readonly CheckResult[]> {
  const { thresholds, budget } = scenario;
  const one = [
    ...thresholds.map((spec) => () => parseThreshold(spec)),
    ...(budget.month === undefined
      ? []
      : [budget.month].map((month) => () => budgetThreshold(month))),
  ];
  const findings = one.map(async (threshold) => {
    try {
      await checkThreshold(threshold(), scenario, dataset?.queries);
      return [];
    } catch (error) {
      return [failedCheck('thresholds', error)];
    }
  });
  return (await Promise.all(findings)).flat();
}

function demandFindings({ demand }: Scenario): readonly CheckResult[] {
  const subject = 'demand';
  if (demand === undefined) {
    const message = 'The scenario has no demand, so there will be no monthly bill.';
    return [{ subject, level: 'ok', message }];
  }
  return examined(subject, () => ({
    subject,
    level: 'ok',
    message: `${demand.queriesPerDay} queries a day, like ${dayProfile(demand.profile).description}.`,
  }));
}

function examined(subject: string, look: (subject: string) => CheckResult): readonly CheckResult[] {
  try {
    return [look(subject)];
  } catch (error) {
    return [failedCheck(subject, error)];
  }
}

/** Returns the failure of an attempt; nothing if it succeeds. */
function failing(subject: string, attempt: () => unknown): readonly CheckResult[] {
  try {
    attempt();
    return [];
  } catch (error) {
    return [failedCheck(subject, error)];
  }
}

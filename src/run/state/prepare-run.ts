import { loadDataset } from '../../dataset/dataset.ts';
import { createRandom } from '../../random/random.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import type { ClientConfig } from '../../target/contract/client-config.ts';
import { thresholdsOf } from '../../verdict/threshold.ts';
import { openFileSource } from './dataset-file-source.ts';
import { refuseUnenforceableBudget } from './enforceable-budget.ts';
import { type RunState, runStateOf } from './run-state.ts';
import { checkThreshold } from './threshold-check.ts';

/**
 * Reads all files of a scenario and checks it, so that errors are reported before the first
 * request.
 */
export async function prepareRun(
  scenario: Scenario,
  { clientConfig }: { readonly clientConfig: ClientConfig },
): Promise<RunState> {
  // Checks thresholds before a large dataset is read.
  const thresholds = thresholdsOf(scenario);
  const dataset = await loadDataset(scenario.dataset, scenario.prompt, {
    random: createRandom(scenario.seed, 'order', 'prompts'),
    home: await openFileSource(scenario.dataset, clientConfig),
  });
  for (const threshold of thresholds) await checkThreshold(threshold, scenario, dataset.queries);
  const state = runStateOf(scenario, dataset);
  refuseUnenforceableBudget(scenario, state.pricings, state.judgePricing);
  return state;
}

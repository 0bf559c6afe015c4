import type { PriceRow } from '../../scenario/schema/price-row.ts';

/** Source, date and region of price rows: on-demand list prices of us-east-1. */
type PriceSource = Pick<PriceRow, 'source' | 'asOf' | 'regions'>;

/** The region of the built-in list; another region's prices differ, some by a third. */
const LIST_REGION = 'us-east-1';

const regions = [LIST_REGION];

/** LiteLLM's table. Its Titan Text and Llama 3.1 70B rows are wrong and are not used. */
export const LITELLM: PriceSource = {
  source: 'github.com/BerriAI/litellm, model_prices_and_context_window.json',
  asOf: '2025-09-05',
  regions,
};

/** LiteLLM's table as of its release 1.110.2. */
export const LITELLM_1_110: PriceSource = {
  source: 'github.com/BerriAI/litellm 1.110.2, model_prices_and_context_window.json',
  asOf: '2026-11-27',
  regions,
};

/**
 * Only rows without a region prefix are used: the `us.` and `jp.` rows lack the regional surcharge.
 */
export const MODELS_DEV: PriceSource = {
  source: 'github.com/anomalyco/models.dev, providers/amazon-bedrock',
  asOf: '2026-07-02',
  regions,
};

/**
 * Usual price factors of the flex and priority tiers (Amazon Bedrock pricing, "Service tiers",
 * 2026).
 */
export const FLEX_AND_PRIORITY = { flex: 0.5, priority: 1.75 };

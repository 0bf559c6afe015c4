import type { PriceRow } from '../scenario/price-row.ts';

/** A PriceSource is where price rows were read, and when. All rows are on-demand list prices of us-east-1. */
export type PriceSource = Pick<PriceRow, 'source' | 'asOf'>;

/** The price table AWS keeps in its own benchmarking tool. */
export const FMBENCH: PriceSource = {
  source: 'github.com/aws-samples/foundation-model-benchmarking-tool, pricing.yml',
  asOf: '2025-01-26',
};

/** LiteLLM's table. Its Titan Text and Llama 3.1 70B rows are wrong and are not used. */
export const LITELLM: PriceSource = {
  source: 'github.com/BerriAI/litellm, model_prices_and_context_window.json',
  asOf: '2025-09-05',
};

/** Only its rows without a region prefix: the `us.` and `jp.` rows miss the regional surcharge. */
export const MODELS_DEV: PriceSource = {
  source: 'github.com/anomalyco/models.dev, providers/amazon-bedrock',
  asOf: '2026-07-02',
};

export const PRICE_LIST: PriceSource = {
  source: 'AWS Price List, version 20260813210707',
  asOf: '2026-08-13',
};

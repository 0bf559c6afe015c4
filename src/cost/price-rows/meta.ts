import type { PriceRow } from '../../scenario/schema/price-row.ts';
import { LITELLM_1_110 } from './price-source.ts';

/** Meta's models. Llama 3.1 405B is left out: its sources differ by more than a factor of two. */
export const META: readonly PriceRow[] = [
  { id: 'meta.llama3-8b-instruct-v1:0', input: 0.3, output: 0.6, ...LITELLM_1_110 },
  { id: 'meta.llama3-70b-instruct-v1:0', input: 2.65, output: 3.5, ...LITELLM_1_110 },
  { id: 'meta.llama3-1-8b-instruct-v1:0', input: 0.22, output: 0.22, ...LITELLM_1_110 },
  { id: 'meta.llama3-1-70b-instruct-v1:0', input: 0.72, output: 0.72, ...LITELLM_1_110 },
  { id: 'meta.llama3-3-70b-instruct-v1:0', input: 0.72, output: 0.72, ...LITELLM_1_110 },
  { id: 'meta.llama4-scout-17b-instruct-v1:0', input: 0.17, output: 0.66, ...LITELLM_1_110 },
  { id: 'meta.llama4-maverick-17b-instruct-v1:0', input: 0.24, output: 0.97, ...LITELLM_1_110 },
];

import { nearest } from '../../problem/nearest.ts';
import { Problem } from '../../problem/problem.ts';
import { aiperf } from './aiperf.ts';
import { genaiBench } from './genai-bench.ts';
import { guidellm } from './guidellm.ts';
import type { Lens } from './tool-view.ts';
import { llmeter } from './llmeter.ts';
import { llmperf } from './llmperf.ts';
import { vllm } from './vllm.ts';

/** All lenses there are. */
export const LENSES: readonly Lens[] = [vllm, guidellm, aiperf, llmperf, llmeter, genaiBench];

/** The lens of this name. Throws a Problem that names the nearest known one. */
export function lensNamed(name: string): Lens {
  const lens = LENSES.find((each) => each.name === name);
  if (lens !== undefined) return lens;
  const names = LENSES.map((each) => each.name);
  const meant = nearest(name, names);
  throw new Problem(`There is no lens "${name}".`, {
    remedy: meant === undefined ? `Known lenses: ${names.join(', ')}.` : `Did you mean "${meant}"?`,
  });
}

import { nearest } from '../../problem/nearest.ts';
import { Problem } from '../../problem/problem.ts';
import { aiperf } from './aiperf.ts';
import { genaiBench } from './genai-bench.ts';
import { guidellm } from './guidellm.ts';
import { llmeter } from './llmeter.ts';
import { llmperf } from './llmperf.ts';
import type { ToolView } from './tool-view.ts';
import { vllm } from './vllm.ts';

/** All tool views. */
export const TOOL_VIEWS: readonly ToolView[] = [
  vllm,
  guidellm,
  aiperf,
  llmperf,
  llmeter,
  genaiBench,
];

/** Returns the tool view with this name. Throws a Problem that suggests the nearest name. */
export function toolViewNamed(name: string): ToolView {
  const view = TOOL_VIEWS.find((each) => each.name === name);
  if (view !== undefined) return view;
  const names = TOOL_VIEWS.map((each) => each.name);
  const meant = nearest(name, names);
  throw new Problem(`There is no tool view "${name}".`, {
    remedy: meant === undefined ? `Known tools: ${names.join(', ')}.` : `Did you mean "${meant}"?`,
  });
}

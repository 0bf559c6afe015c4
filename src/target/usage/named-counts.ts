import type { Wire } from '../delta/convention.ts';
import type { TokenUsage } from '../delta/delta.ts';
import { countAt, fieldPath } from '../json/field-path.ts';
import { readUsage } from './read-usage.ts';

/** Paths of a custom API's token counts, from the scenario. */
interface CountPaths {
  readonly input?: string;
  readonly output?: string;
}

/**
 * Reads the token counts of a custom API. Counts beside the output count are read too if they have
 * names of a known maker: an API that passes on a model's usage passes on its convention, and
 * Gemini's thoughts and all cached tokens are billed though no path names them.
 */
export function namedCounts({ input, output }: CountPaths): (json: unknown) => TokenUsage {
  const inputAt = input === undefined ? () => undefined : countAt(input);
  const outputAt = output === undefined ? () => undefined : countAt(output);
  const usageAt = output === undefined ? () => undefined : parentOf(output);
  const alone = output !== undefined && !output.includes('.');
  const wire = wireOf(output?.split('.').at(-1), input?.split('.').at(-1));
  return (json) => {
    const [inputCount, outputCount] = [inputAt(json), outputAt(json)];
    const usage = wire === undefined ? undefined : readUsage(usageAt(json), wire, alone);
    if (usage === undefined) return { input: inputCount, output: outputCount };
    // Gemini counts tool prompts beside the input.
    const tools = inputCount !== undefined && wire === 'gemini';
    return {
      ...usage,
      input: tools ? Math.max(inputCount, usage.input ?? 0) : inputCount,
      output: outputCount,
    };
  };
}

/**
 * Returns the object that contains the last step of a path; the whole JSON for a path of one step.
 */
function parentOf(path: string): (json: unknown) => unknown {
  const end = path.lastIndexOf('.');
  return end === -1 ? (json) => json : fieldPath(path.slice(0, end));
}

/**
 * Returns the wire that uses these names; undefined for custom names, which imply no convention.
 */
function wireOf(output: string | undefined, input: string | undefined): Wire | undefined {
  if (output === 'candidatesTokenCount') return 'gemini';
  if (output === 'completion_tokens') return 'chat';
  if (output === 'outputTokens') return 'bedrock';
  if (output === 'output_tokens') return 'messages';
  return input === 'promptTokenCount' ? 'gemini' : undefined;
}

import type { Wire } from '../delta/convention.ts';
import type { TokenUsage } from '../delta/delta.ts';
import { countAt, fieldPath } from '../json/field-path.ts';
import { readUsage } from './read-usage.ts';

/** The paths at which a scenario says that an API tells its counts. */
interface CountPaths {
  readonly input?: string;
  readonly output?: string;
}

/**
 * Reads the counts of an API of one's own. What stands beside the output count under a name that a
 * maker gives it is read too: an API that passes a model's usage on passes on its convention, and
 * Gemini's thoughts and all cached tokens are billed though no path names them.
 */
export function namedCounts({ input, output }: CountPaths): (json: unknown) => TokenUsage {
  const inputAt = input === undefined ? () => undefined : countAt(input);
  const outputAt = output === undefined ? () => undefined : countAt(output);
  const besideAt = output === undefined ? () => undefined : parentOf(output);
  const alone = output !== undefined && !output.includes('.');
  const wire = wireOf(output?.split('.').at(-1), input?.split('.').at(-1));
  return (json) => {
    const [told, written] = [inputAt(json), outputAt(json)];
    const beside = wire === undefined ? undefined : readUsage(besideAt(json), wire, alone);
    if (beside === undefined) return { input: told, output: written };
    // Gemini's prompts of tools are input too.
    const tools = told !== undefined && wire === 'gemini';
    return { ...beside, input: tools ? Math.max(told, beside.input ?? 0) : told, output: written };
  };
}

/** The object that holds the last step of a path; all of the JSON for a path of one step. */
function parentOf(path: string): (json: unknown) => unknown {
  const end = path.lastIndexOf('.');
  return end === -1 ? (json) => json : fieldPath(path.slice(0, end));
}

/** Whose names the counts have; undefined for names of one's own, which tell no convention. */
function wireOf(output: string | undefined, input: string | undefined): Wire | undefined {
  if (output === 'candidatesTokenCount') return 'gemini';
  if (output === 'completion_tokens') return 'chat';
  if (output === 'outputTokens') return 'bedrock';
  if (output === 'output_tokens') return 'messages';
  return input === 'promptTokenCount' ? 'gemini' : undefined;
}

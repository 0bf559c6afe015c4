import type { Query } from '../../dataset/query/query.ts';
import type { Tool, ToolChoice } from '../../scenario/prompt-schema.ts';
import type { RequestQuirks } from './dialect.ts';

type ToolQuery = Pick<Query, 'tools' | 'toolChoice' | 'output'>;

/** Returns the members of Anthropic's Messages API for tools, or for the requested JSON. */
export function messagesTools(
  { tools, toolChoice, output }: ToolQuery,
  { structured = 'forced-tool' }: RequestQuirks = {},
): Readonly<Record<string, unknown>> {
  if (output === undefined) {
    return {
      ...(tools === undefined ? {} : { tools: tools.map(toolOf) }),
      ...(toolChoice === undefined ? {} : { tool_choice: choiceOf(toolChoice) }),
    };
  }
  const { name, description, schema } = output;
  if (structured === 'format') {
    return { output_config: { format: { type: 'json_schema', schema } } };
  }
  const choice = structured === 'forced-tool' ? { type: 'tool', name } : { type: 'auto' };
  return { tools: [{ name, description, input_schema: schema }], tool_choice: choice };
}

function toolOf({ name, description, inputSchema }: Tool): unknown {
  return {
    name,
    ...(description === undefined ? {} : { description }),
    input_schema: inputSchema,
  };
}

function choiceOf(choice: ToolChoice): unknown {
  return typeof choice === 'object' ? { type: 'tool', name: choice.tool } : { type: choice };
}

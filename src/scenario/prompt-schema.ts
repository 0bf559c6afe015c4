import { z } from 'zod';
import { jsonObject, positive, strictObject } from './schema/fields.ts';
import type { ReadonlyOutput } from './schema/readonly-deep.ts';

/** Schema of the name of a tool or of a JSON schema, within the services' common limits. */
const name = z
  .string()
  .regex(
    /^[A-Za-z][\w-]{0,63}$/,
    'A name is a letter, then letters, digits, dashes or underscores.',
  );

const columns = z
  .union([z.string().transform((column) => [column]), z.array(z.string()).min(1)])
  .exactOptional();

const tool = strictObject({
  name: name.describe('Name of the tool.'),
  description: z
    .string()
    .exactOptional()
    .describe('Description of the tool for the model. Default: none.'),
  inputSchema: jsonObject.describe('JSON Schema of the tool’s input.'),
});

const toolChoice = z.union([
  z.enum(['auto', 'any', 'none']),
  strictObject({ tool: name.describe('Name of the tool that must be called.') }),
]);

const output = strictObject({
  name: name.default('answer').describe('Name of the answer’s tool or format.'),
  description: z
    .string()
    .default('Records the answer.')
    .describe('Description of the answer’s tool or format for the model.'),
  schema: jsonObject.describe('JSON Schema of the answer.'),
});

/** Schema of a prompt. */
export const promptSchema = strictObject({
  system: z
    .string()
    .exactOptional()
    .describe('System prompt: a Liquid template over the row’s columns. Default: none.'),
  user: z
    .string()
    .default('{{ question }}')
    .describe('Message of the user: a Liquid template over the row’s columns.'),
  maxTokens: positive.default(512).describe('Maximum output tokens of an answer.'),
  temperature: z
    .number()
    .min(0)
    .max(2)
    .exactOptional()
    .describe('Sampling temperature, from 0 to 2. Default: none is sent.'),
  topP: z
    .number()
    .min(0)
    .max(1)
    .exactOptional()
    .describe('Nucleus sampling, from 0 to 1. Default: none is sent.'),
  stopSequences: z
    .array(z.string().min(1))
    .min(1)
    .exactOptional()
    .describe('Texts at which the model stops. Default: none.'),
  tools: z
    .array(tool)
    .min(1)
    .exactOptional()
    .describe(
      'Tools the model may call. Calls are counted (tool_calls) and not answered. Default: none.',
    ),
  toolChoice: toolChoice
    .exactOptional()
    .describe(
      'Which tool is called: auto, any (one must be called), none, or { tool: name }. Default: none is sent.',
    ),
  output: output
    .exactOptional()
    .describe(
      'Structured output: JSON of this schema; schema_valid is the share of answers that conform. Default: prose.',
    ),
  images: columns.describe(
    'Columns that hold images: a file beside the dataset, a data URL or base64, or a list of them. Default: none.',
  ),
  documents: columns.describe('Columns that hold documents, as images. Default: none.'),
}).superRefine(({ tools, toolChoice, output }, context) => {
  const complain = (path: string[], message: string): void =>
    context.addIssue({ code: 'custom', path, message });
  if (output !== undefined && tools !== undefined) {
    complain(['output'], 'output and tools exclude one another: on many APIs output is a tool.');
  }
  if (toolChoice === undefined) return;
  if (tools === undefined) complain(['toolChoice'], 'toolChoice needs tools to choose from.');
  else if (typeof toolChoice === 'object' && !tools.some((tool) => tool.name === toolChoice.tool)) {
    complain(['toolChoice', 'tool'], `There is no tool "${toolChoice.tool}" in tools.`);
  }
});

/** How a dataset row becomes a request: Liquid templates over the row's columns, and options. */
export type Prompt = ReadonlyOutput<typeof promptSchema>;

/** A function that a model may call, with a JSON Schema of its input. */
export type Tool = ReadonlyOutput<typeof tool>;

/** Which tool the model must call: `any`: at least one; `{ tool }`: this one. */
export type ToolChoice = ReadonlyOutput<typeof toolChoice>;

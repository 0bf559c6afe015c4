import { z } from 'zod';
import { positive, strictObject } from './schema/fields.ts';

const jsonSchema = z.record(z.string(), z.json());

/** What services take as the name of a tool or of a schema. */
const name = z
  .string()
  .regex(
    /^[A-Za-z][\w-]{0,63}$/,
    'A name is a letter, then letters, digits, dashes or underscores.',
  );

const columns = z
  .union([z.string().transform((column) => [column]), z.array(z.string()).min(1)])
  .exactOptional();

/** How a dataset's row becomes a request to a model. */
export const promptSchema = strictObject({
  system: z.string().exactOptional(),
  user: z.string().default('{{ question }}'),
  maxTokens: positive.default(512),
  temperature: z.number().min(0).max(2).exactOptional(),
  topP: z
    .number()
    .min(0)
    .max(1)
    .describe('Nucleus sampling; none is sent by default.')
    .exactOptional(),
  stopSequences: z
    .array(z.string().min(1))
    .min(1)
    .describe('Texts that end the answer where the model writes them.')
    .exactOptional(),
  tools: z
    .array(strictObject({ name, description: z.string().exactOptional(), inputSchema: jsonSchema }))
    .min(1)
    .describe('Tools the model may call. Calls are counted (tool_calls) and not answered.')
    .exactOptional(),
  toolChoice: z
    .union([z.enum(['auto', 'any', 'none']), strictObject({ tool: name })])
    .describe('auto, any (one must be called), none, or { tool: name }.')
    .exactOptional(),
  output: strictObject({
    name: name.default('answer'),
    description: z.string().default('Records the answer.'),
    schema: jsonSchema,
  })
    .describe(
      'JSON of this schema in place of prose; schema_valid tells how many answers keep to it.',
    )
    .exactOptional(),
  images: columns.describe(
    'Columns that hold images: a file beside the dataset, a data URL or base64, or a list of them.',
  ),
  documents: columns.describe('Columns that hold documents, as images.'),
}).superRefine(({ tools, toolChoice, output }, context) => {
  const complain = (path: string[], message: string): void =>
    context.addIssue({ code: 'custom', path, message });
  if (output !== undefined && tools !== undefined) {
    complain(['output'], 'output and tools exclude one another: on many wires output is a tool.');
  }
  if (toolChoice === undefined) return;
  if (tools === undefined) complain(['toolChoice'], 'toolChoice needs tools to choose from.');
  else if (typeof toolChoice === 'object' && !tools.some((tool) => tool.name === toolChoice.tool)) {
    complain(['toolChoice', 'tool'], `There is no tool "${toolChoice.tool}" in tools.`);
  }
});

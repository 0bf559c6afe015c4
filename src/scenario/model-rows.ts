/** ModelTraits are what the models of one family take of a request; absent is not known. */
export interface ModelTraits {
  /** As its maker calls it. */
  readonly family: string;
  /** Whether `temperature`, `top_p` and `top_k` are taken. */
  readonly sampling?: boolean;
  /** `one`: temperature or top_p, not both. */
  readonly samplingTogether?: false;
  readonly stopSequences?: false;
  readonly system?: boolean;
  readonly tools?: boolean;
  /** Whether a request may say that a tool must be called. */
  readonly forcedTool?: boolean;
  readonly images?: boolean;
  readonly documents?: boolean;
  /** `asked`: where the request says so; `default`: unless it says not; `always`. */
  readonly thinking?: 'never' | 'asked' | 'default' | 'always';
  /** With thinking on, no sampling parameters and no tool that must be called. */
  readonly thinksAlone?: true;
  /** Wires on which it keeps to a JSON schema without a tool. */
  readonly schemaOn?: readonly ('converse' | 'messages' | 'chat')[];
  /** What chat completions call the most tokens where not `max_tokens`. */
  readonly maxTokensName?: 'max_completion_tokens';
  readonly source: string;
}

const LITELLM = 'LiteLLM 1.110.2, model map, supports_* flags';
const ANTHROPIC = `${LITELLM}; Anthropic docs, "Extended thinking" and "Messages"`;
const OPENAI = `${LITELLM}; OpenAI API reference, "Create chat completion"`;
const CONVERSE = `${LITELLM}; AWS, "Supported models and model features" of Converse`;

/** A version number that is not the beginning of a longer one: `5` in `claude-opus-5-20260901`. */
const END = String.raw`(?![.\d]|-\d{1,2}(?![\da-z]))`;

/** One row a family, the first that matches a name counting. */
export const MODEL_ROWS: readonly (readonly [pattern: RegExp, traits: ModelTraits])[] = [
  row('claude-(?:opus-5-5|fable-5-1)', {
    family: 'Claude Opus 5.5, Fable 5.1',
    sampling: false,
    forcedTool: false,
    thinking: 'always',
    images: true,
    documents: true,
    system: true,
    tools: true,
    schemaOn: ['converse', 'messages'],
    source: ANTHROPIC,
  }),
  row('claude-sonnet-5-5', {
    family: 'Claude Sonnet 5.5',
    sampling: false,
    forcedTool: false,
    thinking: 'always',
    images: true,
    documents: true,
    system: true,
    tools: true,
    schemaOn: ['messages'],
    source: ANTHROPIC,
  }),
  row('claude-(?:fable-5|mythos-5(?:-1)?)', {
    family: 'Claude Fable 5, Mythos 5',
    sampling: false,
    thinking: 'always',
    images: true,
    documents: true,
    system: true,
    tools: true,
    source: ANTHROPIC,
  }),
  row('claude-haiku-5-5', {
    family: 'Claude Haiku 5.5',
    sampling: false,
    forcedTool: true,
    thinking: 'default',
    images: true,
    documents: true,
    system: true,
    tools: true,
    schemaOn: ['converse', 'messages'],
    source: ANTHROPIC,
  }),
  row('claude-(?:opus|sonnet)-5', {
    family: 'Claude Opus 5, Sonnet 5',
    sampling: false,
    thinking: 'default',
    images: true,
    documents: true,
    system: true,
    tools: true,
    schemaOn: ['converse', 'messages'],
    source: ANTHROPIC,
  }),
  row('claude-opus-4-8', {
    family: 'Claude Opus 4.8',
    sampling: false,
    thinking: 'asked',
    images: true,
    documents: true,
    system: true,
    tools: true,
    schemaOn: ['converse', 'messages'],
    source: ANTHROPIC,
  }),
  row('claude-opus-4-7', {
    family: 'Claude Opus 4.7',
    sampling: false,
    thinking: 'asked',
    images: true,
    documents: true,
    system: true,
    tools: true,
    schemaOn: ['messages'],
    source: ANTHROPIC,
  }),
  row('claude-(?:(?:opus|sonnet|haiku)-4-[156]|opus-4-1)', {
    family: 'Claude 4.1 to 4.6',
    sampling: true,
    samplingTogether: false,
    forcedTool: true,
    thinking: 'asked',
    thinksAlone: true,
    images: true,
    documents: true,
    system: true,
    tools: true,
    source: ANTHROPIC,
  }),
  row('claude-(?:(?:opus|sonnet)-4|3-7-sonnet)', {
    family: 'Claude 3.7 and 4',
    sampling: true,
    forcedTool: true,
    thinking: 'asked',
    thinksAlone: true,
    images: true,
    documents: true,
    system: true,
    tools: true,
    source: ANTHROPIC,
  }),
  row('claude-3-5-haiku', {
    family: 'Claude 3.5 Haiku',
    sampling: true,
    forcedTool: true,
    thinking: 'never',
    images: false,
    system: true,
    tools: true,
    source: ANTHROPIC,
  }),
  row('claude-3(?:-5)?-(?:opus|sonnet|haiku)', {
    family: 'Claude 3 and 3.5',
    sampling: true,
    forcedTool: true,
    thinking: 'never',
    images: true,
    system: true,
    tools: true,
    source: ANTHROPIC,
  }),
  row('gpt-(?:5\\.6|6|6\\.1)', {
    family: 'GPT 5.6, 6 and 6.1',
    sampling: false,
    thinking: 'default',
    images: true,
    tools: true,
    forcedTool: true,
    schemaOn: ['chat'],
    maxTokensName: 'max_completion_tokens',
    source: OPENAI,
  }),
  row('gpt-5\\.[1-5]', {
    family: 'GPT 5.1 to 5.5',
    images: true,
    tools: true,
    forcedTool: true,
    schemaOn: ['chat'],
    maxTokensName: 'max_completion_tokens',
    source: OPENAI,
  }),
  row('gpt-5', {
    family: 'GPT 5',
    sampling: false,
    stopSequences: false,
    thinking: 'always',
    images: true,
    tools: true,
    forcedTool: true,
    schemaOn: ['chat'],
    maxTokensName: 'max_completion_tokens',
    source: OPENAI,
  }),
  row('o[134](?:-mini|-pro)?', {
    family: 'OpenAI o-series',
    sampling: false,
    stopSequences: false,
    thinking: 'always',
    maxTokensName: 'max_completion_tokens',
    source: OPENAI,
  }),
  row('gpt-4(?:o|\\.1)', {
    family: 'GPT 4o and 4.1',
    sampling: true,
    thinking: 'never',
    images: true,
    tools: true,
    forcedTool: true,
    system: true,
    schemaOn: ['chat'],
    source: OPENAI,
  }),
  row('gpt-oss(?:-safeguard)?', {
    family: 'gpt-oss',
    sampling: true,
    thinking: 'always',
    images: false,
    tools: true,
    system: true,
    source: OPENAI,
  }),
  row('nova-2', {
    family: 'Amazon Nova 2',
    sampling: true,
    thinking: 'asked',
    images: true,
    documents: true,
    system: true,
    tools: true,
    forcedTool: true,
    source: CONVERSE,
  }),
  row('nova-micro', {
    family: 'Amazon Nova Micro',
    sampling: true,
    thinking: 'never',
    images: false,
    documents: false,
    system: true,
    tools: true,
    forcedTool: true,
    source: CONVERSE,
  }),
  row('nova-(?:lite|pro|premier)', {
    family: 'Amazon Nova Lite, Pro, Premier',
    sampling: true,
    thinking: 'never',
    images: true,
    documents: true,
    system: true,
    tools: true,
    forcedTool: true,
    source: CONVERSE,
  }),
  row('llama3-(?:8|70)b', {
    family: 'Llama 3',
    sampling: true,
    thinking: 'never',
    images: false,
    system: true,
    tools: false,
    forcedTool: false,
    source: CONVERSE,
  }),
  row('llama3-2-(?:11|90)b', {
    family: 'Llama 3.2 with vision',
    sampling: true,
    thinking: 'never',
    images: true,
    system: true,
    tools: true,
    forcedTool: false,
    source: CONVERSE,
  }),
  row('llama(?:3-[123]|4)', {
    family: 'Llama 3.1 to 4',
    sampling: true,
    thinking: 'never',
    system: true,
    tools: true,
    forcedTool: false,
    source: CONVERSE,
  }),
  row('mi[sx]tral-[78]x?\\d*b', {
    family: 'Mistral 7B and Mixtral',
    sampling: true,
    thinking: 'never',
    images: false,
    system: false,
    tools: false,
    forcedTool: false,
    source: CONVERSE,
  }),
  row('pixtral', {
    family: 'Pixtral',
    sampling: true,
    thinking: 'never',
    images: true,
    system: true,
    tools: true,
    forcedTool: false,
    source: LITELLM,
  }),
  row('mistral-(?:large|small)', {
    family: 'Mistral Large and Small',
    sampling: true,
    thinking: 'never',
    system: true,
    tools: true,
    source: CONVERSE,
  }),
  row('titan-text', {
    family: 'Amazon Titan Text',
    sampling: true,
    thinking: 'never',
    images: false,
    system: false,
    tools: false,
    forcedTool: false,
    source: CONVERSE,
  }),
  row('r1|deepseek-r1', {
    family: 'DeepSeek R1',
    thinking: 'always',
    images: false,
    system: true,
    tools: false,
    forcedTool: false,
    source: CONVERSE,
  }),
];

function row(names: string, traits: ModelTraits): readonly [RegExp, ModelTraits] {
  return [new RegExp(`^(?:${names})${END}`), traits];
}

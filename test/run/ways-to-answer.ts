/** Targets by the names that a scenario gives them. */
export type Targets = Readonly<Record<string, object>>;

const MODEL = 'us.anthropic.claude-3-haiku-20240307-v1:0';
const ARN = 'arn:aws:bedrock:us-east-1:123456789012';
const URLS = {
  runtime: 'https://bedrock-runtime.us-east-1.amazonaws.com/openai/v1',
  mantle: 'https://bedrock-mantle.us-east-1.api.aws/v1',
  gateway: 'https://abc.execute-api.us-east-1.amazonaws.com/prod/answer',
  function: 'https://abc123.lambda-url.us-east-1.on.aws/',
};
const api = { body: { question: '{{ question }}' }, answer: 'answer' };
const events = { ...api, answer: 'delta', stream: true };

/** The ways to be answered that the pages do not show, or not whole and streamed. */
export const WAYS_TO_ANSWER: Readonly<Record<string, Targets>> = {
  'Bedrock Runtime': {
    'converse whole': { kind: 'bedrock-converse', model: MODEL, stream: false },
    'converse with every option': {
      kind: 'bedrock-converse',
      model: `${ARN}:inference-profile/${MODEL}`,
      guardrail: { id: 'guard1234567', version: '1' },
      latency: 'optimized',
      serviceTier: 'flex',
      cachePoint: '1h',
    },
    'converse provisioned': {
      kind: 'bedrock-converse',
      model: `${ARN}:provisioned-model/abc123def456`,
    },
    ...Object.fromEntries(
      [
        MODEL,
        'amazon.nova-lite-v1:0',
        'amazon.titan-text-express-v1',
        'mistral.mistral-7b-instruct-v0:2',
        'mistral.mistral-large-2407-v1:0',
        'cohere.command-r-v1:0',
        'openai.gpt-oss-120b-1:0',
        'us.deepseek.r1-v1:0',
        'qwen.qwen3-32b-v1:0',
      ].map((model) => [`invoke ${model}`, { kind: 'bedrock-invoke', model }]),
    ),
    ...Object.fromEntries(
      ['cohere.embed-english-v3', 'cohere.rerank-v3-5:0', 'amazon.rerank-v1:0'].map((model) => [
        `invoke ${model}`,
        { kind: 'bedrock-invoke', model, stream: false },
      ]),
    ),
  },
  'Bedrock as others speak': {
    runtime: { kind: 'openai', url: URLS.runtime, model: 'openai.gpt-oss-20b-1:0', stream: false },
    mantle: { kind: 'openai', url: URLS.mantle, model: 'openai.gpt-oss-120b-1:0' },
    'mantle responses': {
      kind: 'openai',
      url: URLS.mantle,
      model: 'openai.gpt-oss-120b-1:0',
      api: 'responses',
      auth: { kind: 'command', command: 'echo token' },
    },
    'mantle messages': {
      kind: 'anthropic',
      url: 'https://bedrock-mantle.us-east-1.api.aws/anthropic/v1',
      model: 'anthropic.claude-haiku-4-5',
    },
  },
  SageMaker: {
    tgi: { kind: 'sagemaker', endpointName: 'support-tgi', targetVariant: 'canary' },
    'tgi whole': { kind: 'sagemaker', endpointName: 'support-tgi', stream: false },
    lmi: { kind: 'sagemaker', endpointName: 'support-lmi', body: 'lmi', sticky: true },
    openai: { kind: 'sagemaker', endpointName: 'support-vllm', body: 'openai' },
    tei: { kind: 'sagemaker', endpointName: 'support-embed', body: 'tei', stream: false },
  },
  'servers that speak as others': {
    openai: { kind: 'openai', url: 'https://api.openai.com/v1', model: 'gpt-4o-mini' },
    litellm: { kind: 'openai', url: 'http://proxy:4000/v1', model: 'gpt-4o', stream: false },
    ollama: { kind: 'openai', url: 'http://localhost:11434/v1', model: 'llama3.1' },
    'llama.cpp': {
      kind: 'openai',
      url: 'http://localhost:8080/v1',
      api: 'completions',
      model: 'local',
      stream: false,
    },
    anthropic: { kind: 'anthropic', model: 'claude-sonnet-4-5', stream: false },
  },
  'deployed APIs': {
    'REST by SigV4': {
      kind: 'http',
      url: URLS.gateway,
      ...api,
      auth: { kind: 'sigv4', service: 'execute-api' },
    },
    'HTTP API by a token': {
      kind: 'http',
      url: URLS.gateway,
      ...events,
      auth: { kind: 'bearer', env: 'SUPPORT_TOKEN' },
    },
    'HTTP API by a command': {
      kind: 'http',
      url: URLS.gateway,
      ...api,
      auth: { kind: 'command', command: 'echo token' },
    },
    'function URL, open': { kind: 'http', url: URLS.function, ...api },
    'function URL, streamed': {
      kind: 'http',
      url: URLS.function,
      ...events,
      auth: { kind: 'sigv4', service: 'lambda' },
    },
    'function, whole': { kind: 'lambda', functionName: 'support', qualifier: 'live', ...api },
  },
  'knowledge bases, agents and routes': {
    ...Object.fromEntries(
      ['generate', 'converse', 'retrieve'].flatMap((by) =>
        [true, false].map((stream) => [
          `${by} ${stream ? 'streamed' : 'whole'}`,
          {
            kind: 'knowledge-base',
            knowledgeBaseId: 'KB12345678',
            by,
            model: by === 'retrieve' ? '' : 'amazon.nova-lite-v1:0',
            stream,
          },
        ]),
      ),
    ),
    'agent, whole': { kind: 'bedrock-agent', agentId: 'A', agentAliasId: 'B', stream: false },
    ...Object.fromEntries(
      [
        { by: 'rules', rules: [{ to: 'one', longerThan: 40 }], otherwise: 'one' },
        { by: 'fallback' },
        { by: 'cache' },
        { by: 'hedge', after: '2s' },
      ].map((how) => [
        how.by,
        {
          kind: 'route',
          ...how,
          parts: { one: { kind: 'bedrock-converse', model: 'amazon.nova-lite-v1:0' } },
        },
      ]),
    ),
  },
};

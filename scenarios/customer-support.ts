import { defineScenario, type LoadInput } from 'proofload';

/**
 * Which of three ways to serve a customer-support assistant should we buy?
 *
 * 50,000 questions a day, the whole answer within 3 seconds for 95 of 100 customers, $5,000 a
 * month, and four tenants that must never see each other's documents.
 */

/** Every way gets the same questions in the same order: 320 in 40 seconds, arriving at random. */
const load: LoadInput = {
  executor: 'constant-arrival-rate',
  arrival: 'poisson',
  rate: 8,
  timeUnit: '1s',
  duration: '40s',
  preAllocatedVUs: 60,
  gracefulStop: '15s',
};

/** What the deployed API's Lambda function is asked; it finds its own words around the passages. */
const question = {
  tenant: '{{ tenant }}',
  question: '{{ question }}',
  passages: '{{ context | join: "\n\n" }}',
};

/** API Gateway REST, and a Lambda function of 512 MB that lives for about 2 seconds. */
const API_REQUEST = 3.5e-6 + 0.2e-6 + 2 * 0.5 * 0.000_016_666_7;

export default defineScenario({
  description:
    'A support assistant for 50,000 questions a day: the whole answer within 3 s for 95 %, within $5,000 a month, no tenant’s documents shown to another.',
  endpoint: 'emulator',
  region: 'us-east-1',

  targets: {
    haiku: {
      kind: 'bedrock-converse',
      model: 'anthropic.claude-3-haiku-20240307-v1:0',
    },
    llama: {
      kind: 'sagemaker',
      endpointName: 'support-llama-3-1-8b',
      body: 'openai',
      instances: { type: 'ml.g6.12xlarge', count: 1, perHour: 5.752 },
    },
    'api-stream': {
      kind: 'http',
      url: 'https://support.execute-api.us-east-1.amazonaws.com/prod/answer',
      headers: { accept: 'text/event-stream' },
      body: question,
      answer: 'delta',
      usage: { input: 'usage.inputTokens', output: 'usage.outputTokens' },
      stream: true,
      price: 'amazon.nova-lite-v1:0',
      perRequest: API_REQUEST,
    },
    'api-json': {
      kind: 'http',
      url: 'https://support.execute-api.us-east-1.amazonaws.com/prod/answer',
      headers: { accept: 'application/json' },
      body: question,
      answer: 'answer',
      usage: { input: 'usage.inputTokens', output: 'usage.outputTokens' },
      price: 'amazon.nova-lite-v1:0',
      perRequest: API_REQUEST,
    },
  },

  scenarios: {
    haiku: { ...load, target: 'haiku' },
    llama: { ...load, target: 'llama' },
    api_stream: { ...load, target: 'api-stream' },
    api_json: { ...load, target: 'api-json' },
  },
  warmup: { iterations: 20 },

  dataset: { file: '../datasets/customer-support.jsonl' },
  prompt: {
    system:
      'You answer customers of one company. Use only the passages. If they do not hold the answer, say so in one sentence. Answer in at most three sentences.',
    user: '<passages>\n{% for passage in context %}<passage>{{ passage }}</passage>\n{% endfor %}</passages>\n<question>{{ question }}</question>',
    maxTokens: 200,
    temperature: 0,
  },

  // "3 seconds" is the whole answer, 95th percentile, counted from when the question was due.
  thresholds: {
    latency: ['p(95)<3000'],
    ttft: ['p(95)<1500'],
    failed: ['rate<0.01'],
    quality_pass: ['rate>=0.8'],
    tenant_leaks: ['count==0'],
  },
  choose: 'cheapest',

  judge: {
    target: {
      kind: 'bedrock-converse',
      model: 'us.anthropic.claude-haiku-4-5-20251001-v1:0',
      stream: false,
    },
    criteria: ['correctness', 'faithfulness'],
    sample: 80,
    concurrency: 16,
  },

  demand: { queries: '50000/day', profile: 'campus' },
  budget: { month: 5000, run: 2 },
  fixedCosts: [
    { name: 'OpenSearch Serverless, 2 OCU', perMonth: 350.4 },
    { name: 'query embeddings (Titan v2)', perMonth: 0.9 },
    { name: 'logs', perMonth: 7.5 },
  ],

  emulator: {
    profiles: {
      'support-llama-3-1-8b': 'llama-8b-l4x4',
      '/prod/answer': 'nova-lite',
      'us.anthropic.claude-haiku-4-5-20251001-v1:0': 'stand-in-judge',
    },
  },
  seed: 7,
});

import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startEmulator } from '../../src/emulator/emulator.ts';
import { ANSWER, HAIKU } from '../emulator/running-emulator.ts';

/**
 * Clients that are not JavaScript, unmodified and from their registry: two minutes and half a
 * gigabyte, so only where PROOFLOAD_INTEROP asks for it, as CI does, and the registry is reached.
 */
const WANTED = process.env['PROOFLOAD_INTEROP'] !== undefined;
const PACKAGES = ['boto3', 'awscli', 'litellm', 'anthropic'];
const MINUTE = 60_000;

const run = promisify(execFile);

interface Line {
  readonly what: string;
  readonly said?: unknown;
  readonly error?: string;
}

let folder = '';
/** Why nothing could be asked. */
let missing: string | undefined = WANTED
  ? undefined
  : 'Set PROOFLOAD_INTEROP=1 to install the Python clients and ask by them.';
let lines: readonly Line[] = [];

async function install(): Promise<string> {
  folder = await mkdtemp(join(tmpdir(), 'proofload-interop-'));
  await run('python3', ['-m', 'venv', folder]);
  const python = join(folder, 'bin', 'python');
  // Modules are compiled when they are imported: most of these packages never are.
  const pip = ['-m', 'pip', 'install', '--quiet', '--no-compile', '--retries', '1'];
  await run(python, [...pip, '--timeout', '15', ...PACKAGES], { timeout: 8 * MINUTE });
  return python;
}

async function ask(python: string): Promise<Line[]> {
  const emulator = await startEmulator({
    settings: {
      profiles: { [HAIKU]: 'stand-in-judge', 'my-endpoint': 'stand-in-judge' },
      quotas: {},
      capacity: {},
      knowledgeBases: { KB12345678: { dataset: join(import.meta.dirname, 'tenants.jsonl') } },
      faults: [{ kind: 'throttle', probability: 1, on: 'test.throttled' }],
    },
    seed: 1,
    secrets: new Map([['emulated', 'emulated']]),
  });
  const env = {
    PATH: process.env['PATH'],
    HOME: folder,
    AWS_ACCESS_KEY_ID: 'emulated',
    AWS_SECRET_ACCESS_KEY: 'emulated',
    AWS_REGION: 'us-east-1',
    AWS_DEFAULT_REGION: 'us-east-1',
    LITELLM_LOCAL_MODEL_COST_MAP: 'True',
  };
  try {
    const script = join(import.meta.dirname, 'clients.py');
    const { stdout } = await run(python, [script, emulator.url], { env, timeout: 3 * MINUTE });
    return stdout
      .trim()
      .split('\n')
      .map((line): Line => JSON.parse(line));
  } finally {
    await emulator.close();
  }
}

beforeAll(async () => {
  if (missing !== undefined) return;
  let python: string;
  try {
    python = await install();
  } catch (error) {
    missing = `The Python clients could not be installed: ${error instanceof Error ? error.message : String(error)}`;
    return;
  }
  lines = await ask(python);
}, 12 * MINUTE);

afterAll(async () => {
  if (folder !== '') await rm(folder, { recursive: true, force: true });
}, MINUTE);

describe('with signatures checked', () => {
  it.for([
    ['boto3 converse', ANSWER],
    ['boto3 converse_stream', ANSWER],
    ['boto3 invoke_model', ANSWER],
    ['boto3 invoke_model_with_response_stream', ANSWER],
    ['boto3 invoke_endpoint', ANSWER],
    ['boto3 invoke_endpoint_with_response_stream', ANSWER],
    ['boto3 throttled', 'Too many requests, please wait before trying again.'],
    ['boto3 unknown key', 'UnrecognizedClientException'],
    ['boto3 get_metric_data', 'counted'],
    ['boto3 list_service_quotas', 'some'],
    ['boto3 get_products', 'AmazonBedrock'],
    ['boto3 get_foundation_model', 'Claude 3 Haiku'],
    ['boto3 describe_endpoint', 'InService'],
    ['boto3 stop sequence', ['Refunds are paid within 14 ', 'stop_sequence']],
    ['boto3 outputConfig', [{ answer: ANSWER }, 'end_turn']],
    ['boto3 tool by name', ['refund_policy', ['topic'], 'tool_use']],
    ['boto3 tool any', ['refund_policy', ['topic'], 'tool_use']],
    ['boto3 tool auto', ['refund_policy', ['topic'], 'tool_use']],
    ['boto3 tool result', [ANSWER, 'end_turn']],
    ['boto3 document', ANSWER],
    ['boto3 titan dimensions', 256],
    ['boto3 cohere int8', [2, 1024]],
    ['boto3 filter equals', ['acme']],
    ['boto3 filter startsWith', ['acme']],
    ['boto3 filter notIn', ['globex']],
    ['boto3 managed search', ['acme']],
    ['boto3 userContext', 'ValidationException'],
    ['boto3 external sources', ANSWER],
    ['boto3 agent', [ANSWER, false]],
    ['boto3 agent, traced', [ANSWER, true]],
    ['boto3 sts', '123456789012'],
    ['boto3 s3 multipart', [9 * 1024 * 1024, true, 0]],
    ['boto3 lambda message', ANSWER],
    ['boto3 lambda event', ANSWER],
    ['openai tool required', ['refund_policy', ['answer']]],
    ['openai embeddings', [2, 64]],
    ['openai models', true],
    ['anthropic count_tokens', true],
    ['anthropic tool any', ['refund_policy', 'tool_use']],
    ['litellm json_schema', ['answer']],
    ['aws converse', ANSWER],
    ['aws invoke-model', ANSWER],
    ['aws invoke-endpoint', ANSWER],
    ['litellm completion', ANSWER],
    ['litellm completion, streamed', ANSWER],
    ['openai chat', ANSWER],
    ['anthropic on Bedrock', ANSWER],
  ])('%s gets what it would get from AWS', ([what, said], { skip }) => {
    skip(missing !== undefined, missing);
    expect(lines.find((line) => line.what === what)).toEqual({ what, said });
  });
});

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
  readonly said?: string;
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
  const pip = ['-m', 'pip', 'install', '--quiet', '--no-cache-dir', '--retries', '1'];
  await run(python, [...pip, '--timeout', '15', ...PACKAGES], { timeout: 8 * MINUTE });
  return python;
}

async function ask(python: string): Promise<Line[]> {
  const emulator = await startEmulator({
    settings: {
      profiles: { [HAIKU]: 'stand-in-judge', 'my-endpoint': 'stand-in-judge' },
      quotas: {},
      capacity: {},
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

import { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime';
import { SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';
import { afterAll, beforeAll } from 'vitest';
import { startEmulator, type Emulator } from '../../src/emulator/emulator.ts';
import { countTokens } from '../../src/emulator/prompt/tokenizer.ts';
import type { EmulatorSettings } from '../../src/scenario/emulator/emulator-schema.ts';
import { textAt } from '../../src/target/json/field-path.ts';

export const HAIKU = 'anthropic.claude-3-haiku-20240307-v1:0';

export const PROMPT =
  '<passages><passage>Refunds are paid within 14 days of the return. Shoes are sold in blue.</passage></passages>\n<question>When are refunds paid?</question>';
export const PROMPT_TOKENS = countTokens(PROMPT);
export const ANSWER = 'Refunds are paid within 14 days of the return.';

export const ACCESS = {
  region: 'us-east-1',
  credentials: { accessKeyId: 'emulated', secretAccessKey: 'emulated' },
  // A key in the developer's environment would take precedence over the credentials.
  authSchemePreference: ['sigv4'],
};

interface RunningEmulator {
  readonly emulator: Emulator;
  /** Clients with default options; Bedrock's opens an HTTP/2 session for each request. */
  readonly bedrock: BedrockRuntimeClient;
  readonly sageMaker: SageMakerRuntimeClient;
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<Response>;
}

/**
 * Starts one emulator for the tests of a file, which may run concurrently; the subjects named here
 * answer fast. Call it once, at the top of the file.
 */
export function useEmulator(
  subjects: readonly string[],
  settings: Partial<EmulatorSettings> = {},
  secrets?: ReadonlyMap<string, string>,
): RunningEmulator {
  const running: {
    emulator?: Emulator;
    bedrock?: BedrockRuntimeClient;
    sageMaker?: SageMakerRuntimeClient;
  } = {};
  beforeAll(async () => {
    const profiles = Object.fromEntries(subjects.map((subject) => [subject, 'stand-in-judge']));
    const emulator = await startEmulator({
      settings: { profiles, quotas: {}, faults: [], ...settings },
      seed: 1,
      ...(secrets === undefined ? {} : { secrets }),
    });
    const client = { ...ACCESS, endpoint: emulator.url };
    running.emulator = emulator;
    running.bedrock = new BedrockRuntimeClient(client);
    running.sageMaker = new SageMakerRuntimeClient(client);
  });
  afterAll(async () => {
    running.bedrock?.destroy();
    running.sageMaker?.destroy();
    await running.emulator?.close();
  });
  return {
    get emulator() {
      return started(running.emulator);
    },
    get bedrock() {
      return started(running.bedrock);
    },
    get sageMaker() {
      return started(running.sageMaker);
    },
    post(path, body, headers = {}) {
      return fetch(started(running.emulator).url + path, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: 'AWS4', ...headers },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      });
    },
  };
}

function started<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('The emulator is started before all tests.');
  return value;
}

export async function collect<T>(stream: AsyncIterable<T> | undefined): Promise<T[]> {
  const items: T[] = [];
  for await (const item of stream ?? []) items.push(item);
  return items;
}

/** Returns the data of server-sent events, parsed where it is JSON. */
export function sseData(body: string): unknown[] {
  return body
    .split('\n\n')
    .filter((event) => event.startsWith('data: '))
    .map((event) => event.slice('data: '.length))
    .map((data): unknown => (data === '[DONE]' ? data : JSON.parse(data)));
}

/** Joins the texts at a path (`choices.0.delta.content`) of JSON values; absent ones are empty. */
export function joinTexts(values: readonly unknown[], path: string): string {
  const read = textAt(path);
  return values.map((value) => read(value) ?? '').join('');
}

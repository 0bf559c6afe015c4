import { readFile } from 'node:fs/promises';
import { startEmulator } from '../emulator/emulator.ts';
import { Problem } from '../problem/problem.ts';
import { receiveEmulatorSettings } from '../process/emulator-process.ts';
import { sendHeartbeats, untilEnded } from '../process/heartbeat.ts';
import type { EmulatorSettings } from '../scenario/emulator/emulator-schema.ts';
import { parseFault } from '../scenario/emulator/fault-schema.ts';
import { parseGuardrail } from '../scenario/emulator/guardrail-schema.ts';
import { type IamPolicy, parseIamPolicy } from '../scenario/emulator/iam-policy.ts';
import { parseQuota } from '../scenario/emulator/quota-schema.ts';
import { loadScenario } from '../scenario/load-scenario.ts';
import { knownSecrets } from '../secrets/known-secrets.ts';

interface EmulateOptions {
  readonly port: number;
  readonly host: string;
  readonly scenario?: string;
  /** Whether the parent process sends the settings. */
  readonly embedded?: boolean;
  /** `subject=profile`, `on=subject,limit=…` and `kind=…`, as often as given. */
  readonly profile?: readonly string[];
  readonly quota?: readonly string[];
  readonly fault?: readonly string[];
  /** `id=word,word`, as often as given. */
  readonly guardrail?: readonly string[];
  /** `bucket=folder`, as often as given. */
  readonly bucket?: readonly string[];
  readonly verifySignatures?: boolean;
  /** File of an IAM policy to enforce. */
  readonly iamPolicy?: string;
  /** `name=value`, as often as given. */
  readonly principalTag?: readonly string[];
  /** `id:secret`, as often as given. */
  readonly accessKey?: readonly string[];
  readonly seed: number;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

const NO_SETTINGS: EmulatorSettings = { profiles: {}, quotas: {}, faults: [] };

/** Serves until a signal, or until the parent process has ended. */
export async function emulateVerb(options: EmulateOptions): Promise<number> {
  const ended = untilEnded();
  sendHeartbeats();
  // Registered before any error message that may contain one.
  for (const key of options.accessKey ?? []) knownSecrets.learn(key.slice(key.indexOf(':') + 1));
  const settings = await settingsOf(options);
  const emulator = await startEmulator({
    settings,
    seed: options.seed,
    port: options.port,
    host: options.host,
    ...(options.verifySignatures === true
      ? { secrets: secretsOf(options.accessKey ?? KNOWN_KEYS) }
      : {}),
  });
  // Sends the URL to a parent process; prints instructions for a person.
  process.send?.(emulator.url);
  if (options.json === true) process.stdout.write(`${JSON.stringify({ url: emulator.url })}\n`);
  else if (options.quiet !== true) process.stdout.write(`${welcome(emulator.url)}\n`);
  await ended;
  await emulator.close();
  return 0;
}

/** Returns the scenario's settings if one is given, overridden by those of the command line. */
async function settingsOf(options: EmulateOptions): Promise<EmulatorSettings> {
  const base = await baseOf(options);
  return {
    ...base,
    profiles: {
      ...base.profiles,
      ...Object.fromEntries((options.profile ?? []).map(parseProfile)),
    },
    quotas: { ...base.quotas, ...Object.fromEntries((options.quota ?? []).map(parseQuota)) },
    guardrails: {
      ...base.guardrails,
      ...Object.fromEntries((options.guardrail ?? []).map(parseGuardrail)),
    },
    faults: [...base.faults, ...(options.fault ?? []).map(parseFault)],
    buckets: { ...base.buckets, ...Object.fromEntries((options.bucket ?? []).map(parseBucket)) },
    ...(options.iamPolicy === undefined ? {} : { iamPolicy: await readPolicy(options.iamPolicy) }),
    ...(options.principalTag === undefined
      ? {}
      : { principalTags: Object.fromEntries(options.principalTag.map(parseTag)) }),
  };
}

async function baseOf({ scenario, embedded }: EmulateOptions): Promise<EmulatorSettings> {
  if (embedded === true) return receiveEmulatorSettings();
  return scenario === undefined ? NO_SETTINGS : (await loadScenario(scenario)).emulator;
}

async function readPolicy(file: string): Promise<IamPolicy> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new Problem(`There is no policy ${file}.`, {
      remedy: 'Write one with proofload doctor --iam scenario.ts > policy.json.',
      cause,
    });
  });
  return parseIamPolicy(text, file);
}

function parseProfile(text: string): readonly [subject: string, profile: string] {
  const at = text.lastIndexOf('=');
  if (at > 0) return [text.slice(0, at), text.slice(at + 1)];
  throw new Problem(`"${text}" names no model for a profile.`, {
    remedy: 'Write it like my-endpoint=llama-70b-h100x2.',
  });
}

function parseTag(text: string): readonly [name: string, value: string] {
  const at = text.indexOf('=');
  if (at > 0) return [text.slice(0, at), text.slice(at + 1)];
  throw new Problem(`"${text}" is no tag of the caller.`, {
    remedy: 'Write it like team=support.',
  });
}

function parseBucket(text: string): readonly [bucket: string, folder: string] {
  const at = text.indexOf('=');
  if (at > 0) return [text.slice(0, at), text.slice(at + 1)];
  throw new Problem(`"${text}" fills no bucket.`, { remedy: 'Write it like my-logs=folder/.' });
}

/** Credentials that runs use, and that the instructions name. */
const KNOWN_KEYS = ['emulated:emulated', 'EMULATED:emulated'];

/** An API key (`Authorization: Bearer`) is checked against the same secrets. */
function secretsOf(accessKeys: readonly string[]): ReadonlyMap<string, string> {
  return new Map(
    accessKeys.map((key): [string, string] => {
      const at = key.indexOf(':');
      if (at > 0) return [key.slice(0, at), key.slice(at + 1)];
      throw new Problem(`"${key}" is no access key.`, {
        remedy: 'Write it like AKIDEXAMPLE:secret.',
      });
    }),
  );
}

function welcome(url: string): string {
  return `proofload emulator on ${url} (nothing here is AWS, and no answer is a language model's)

  AWS SDKs and CLI   export AWS_ENDPOINT_URL=${url} AWS_ACCESS_KEY_ID=emulated AWS_SECRET_ACCESS_KEY=emulated AWS_REGION=us-east-1
  OpenAI clients     base URL ${url}/v1
  what was served    curl ${url}/_proofload/log

Stop with Ctrl-C.`;
}

import type { EmulatorSettings } from '../../scenario/emulator/emulator-schema.ts';
import type { QuotaLimits } from '../../scenario/emulator/quota-schema.ts';
import type { Profile } from '../../serving/profiles/profile.ts';
import { profileFor, PROFILES } from '../../serving/profiles/profiles.ts';
import { createPromptCache, leastCached, type PromptCache } from '../../serving/prompt-cache.ts';
import { burndownOf } from '../../serving/throttling/burndown.ts';
import { createQuota, type Quota } from '../../serving/throttling/quota.ts';
import { errorRatesOf, type ErrorRates } from '../answer/error-rates.ts';
import type {
  ProvisionedThroughput,
  ProvisionedThroughputs,
} from '../aws-services/provisioned-throughputs.ts';
import { createDeployment, type Deployment } from './deployment.ts';
import { profileAt } from './profile-file.ts';

/** The emulation of one model, endpoint or API: its speed, limits and error rates. */
export interface EmulatedModel extends Deployment {
  readonly quota: Quota;
  readonly promptCache: PromptCache;
  readonly quality: ErrorRates;
}

/**
 * All emulated models, created at first use and then kept, because quotas and queues have state.
 */
export interface EmulatedModels {
  of(subject: string): EmulatedModel;
  /**
   * False for a name that is neither a possible Bedrock model id nor in the settings or profiles.
   */
  isModel(subject: string): boolean;
  stop(): void;
}

/** Throws a Problem when the settings name a profile that does not exist. */
export function createEmulatedModels(
  settings: EmulatorSettings,
  seed: number,
  throughputs: ProvisionedThroughputs,
): EmulatedModels {
  for (const name of Object.values(settings.profiles)) profileAt(name);
  const emulatedModels = new Map<string, EmulatedModel>();
  return {
    of(subject) {
      const existing = emulatedModels.get(subject);
      if (existing !== undefined) return existing;
      const throughput = throughputs.find(subject);
      const created =
        throughput === undefined
          ? createEmulatedModel(subject, settings, seed)
          : createProvisioned(throughput, settings, seed);
      emulatedModels.set(subject, created);
      return created;
    },
    isModel: (subject) =>
      (/^arn:|^[\w-]+\./.test(subject) && !throughputs.wasDeleted(subject)) ||
      subject in settings.profiles ||
      PROFILES.has(subject),
    stop() {
      for (const { servingDriver } of emulatedModels.values()) servingDriver.stop();
    },
  };
}

function createEmulatedModel(
  subject: string,
  settings: EmulatorSettings,
  seed: number,
): EmulatedModel {
  const capacity = settings.capacity?.[subject] ?? {};
  return {
    ...createDeployment(profileOf(subject, settings), capacity, { name: subject, seed }),
    quota: createQuota(limitsOf(subject, settings).applied, {
      burndown: burndownOf(subject, settings.burndown).rate,
    }),
    promptCache: createPromptCache(leastCached(subject)),
    quality: errorRatesOf(subject),
  };
}

/**
 * Creates a model with provisioned throughput: one engine for each model unit, without a quota. AWS
 * does not publish the speed of a unit, so the profile of a measured replica is used unless the
 * settings name another.
 */
function createProvisioned(
  { arn, name, model, units }: ProvisionedThroughput,
  settings: EmulatorSettings,
  seed: number,
): EmulatedModel {
  const profile = profileAt(settings.profiles[arn] ?? settings.profiles[name] ?? MODEL_UNIT);
  const capacity = { instances: units, routing: 'least-outstanding' } as const;
  return {
    ...createDeployment(profile, capacity, { name: arn, seed }),
    quota: createQuota({}),
    promptCache: createPromptCache(leastCached(model)),
    quality: errorRatesOf(model),
  };
}

const MODEL_UNIT = 'llama-70b-h100x2';

function profileOf(subject: string, settings: EmulatorSettings): Profile {
  const named = settings.profiles[subject] ?? (PROFILES.has(subject) ? subject : undefined);
  return named === undefined ? profileFor(subject) : profileAt(named);
}

/**
 * Returns the quotas of a model, endpoint or path: `defaults` without the settings, `applied` with
 * them.
 */
export function limitsOf(
  subject: string,
  settings: EmulatorSettings,
): { readonly applied: QuotaLimits; readonly defaults: QuotaLimits } {
  const defaults = profileOf(subject, settings).quota;
  return { defaults, applied: { ...defaults, ...settings.quotas[subject] } };
}

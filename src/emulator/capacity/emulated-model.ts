import type { EmulatorSettings, QuotaLimits } from '../../scenario/emulator/emulator-settings.ts';
import type { Profile } from '../../serving/profiles/profile.ts';
import { profileFor, PROFILES } from '../../serving/profiles/profiles.ts';
import { createPromptCache, leastCached, type PromptCache } from '../../serving/prompt-cache.ts';
import { burndownOf } from '../../serving/quota/burndown.ts';
import { createQuota, type Quota } from '../../serving/quota/quota.ts';
import { errorRatesOf, type ErrorRates } from '../answer/error-rates.ts';
import type {
  ProvisionedThroughput,
  ProvisionedThroughputs,
} from '../aws-services/provisioned-throughputs.ts';
import { createDeployment, type Deployment } from './deployment.ts';
import { profileAt } from './profile-file.ts';

/** An EmulatedModel takes the place of one model, endpoint or API: its speed, its limits and its wit. */
export interface EmulatedModel extends Deployment {
  readonly quota: Quota;
  readonly promptCache: PromptCache;
  readonly quality: ErrorRates;
}

/** EmulatedModels are made when they are first asked for, and then kept: quotas and queues have a past. */
export interface EmulatedModels {
  of(subject: string): EmulatedModel;
  /** False for what can be no Bedrock model id, nor is named in the settings. */
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
      const known = emulatedModels.get(subject);
      if (known !== undefined) return known;
      const bought = throughputs.find(subject);
      const made =
        bought === undefined
          ? createEmulatedModel(subject, settings, seed)
          : createProvisioned(bought, settings, seed);
      emulatedModels.set(subject, made);
      return made;
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
 * Model units: an engine each, and no limit but what it can do. What one unit of which model does is
 * not published, so a replica that was measured stands in, unless the settings name another.
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

/** The limits kept for a model, endpoint or path: `usual` without the settings, `applied` with them. */
export function limitsOf(
  subject: string,
  settings: EmulatorSettings,
): { readonly applied: QuotaLimits; readonly usual: QuotaLimits } {
  const usual = profileOf(subject, settings).quota;
  return { usual, applied: { ...usual, ...settings.quotas[subject] } };
}

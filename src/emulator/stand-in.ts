import type { EmulatorSettings, QuotaLimits } from '../scenario/emulator-settings.ts';
import { createRandom } from '../scenario/random.ts';
import { burndownFor } from '../serving/burndown.ts';
import { createServing } from '../serving/create-serving.ts';
import { profileFor, profileNamed, PROFILES } from '../serving/profiles.ts';
import { createQuota, type Quota } from '../serving/quota.ts';
import { createGeneration, type Generation } from './generation.ts';
import { createLambda, type Lambda } from './lambda.ts';
import { qualityOf, type Quality } from './quality.ts';

/** A StandIn takes the place of one model, endpoint or API: its speed, its limits and its wit. */
export interface StandIn {
  readonly generation: Generation;
  readonly quota: Quota;
  readonly quality: Quality;
  /** What stands before the model of a deployed API. */
  readonly lambda: Lambda;
}

/** StandIns are made when they are first asked for, and then kept: quotas and queues have a past. */
export interface StandIns {
  of(subject: string): StandIn;
  /** False for what can be no Bedrock model id, nor is named in the settings. */
  isModel(subject: string): boolean;
  stop(): void;
}

/** Throws a Problem when the settings name a profile that does not exist. */
export function createStandIns(settings: EmulatorSettings, seed: number): StandIns {
  for (const name of Object.values(settings.profiles)) profileNamed(name);
  const standIns = new Map<string, StandIn>();
  return {
    of(subject) {
      const known = standIns.get(subject);
      if (known !== undefined) return known;
      const made = createStandIn(subject, settings, seed);
      standIns.set(subject, made);
      return made;
    },
    isModel: (subject) =>
      /^arn:|^[\w-]+\./.test(subject) || subject in settings.profiles || PROFILES.has(subject),
    stop() {
      for (const { generation } of standIns.values()) generation.stop();
    },
  };
}

function createStandIn(subject: string, settings: EmulatorSettings, seed: number): StandIn {
  const named = settings.profiles[subject] ?? (PROFILES.has(subject) ? subject : undefined);
  const profile = named === undefined ? profileFor(subject) : profileNamed(named);
  const limits: QuotaLimits = { ...profile.quota, ...settings.quotas[subject] };
  return {
    generation: createGeneration(createServing(profile, createRandom(seed, 'service', subject))),
    quota: createQuota(limits, { window: 'bucket', burndown: burndownFor(subject) }),
    quality: qualityOf(subject),
    lambda: createLambda(createRandom(seed, 'service', `lambda/${subject}`)),
  };
}

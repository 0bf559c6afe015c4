import type { EmulatorSettings } from '../scenario/emulator/emulator-schema.ts';

/**
 * Returns the settings with tables that inherit no members, because requests choose the names: a
 * model called `__proto__` or `constructor` has no profile, no quota and no place.
 */
export function settingsByName(settings: EmulatorSettings): EmulatorSettings {
  const { capacity, guardrails, asyncPlaces } = settings;
  return {
    ...settings,
    profiles: byName(settings.profiles),
    quotas: byName(settings.quotas),
    ...(capacity === undefined ? {} : { capacity: byName(capacity) }),
    ...(guardrails === undefined ? {} : { guardrails: byName(guardrails) }),
    ...(asyncPlaces === undefined ? {} : { asyncPlaces: byName(asyncPlaces) }),
  };
}

function byName<T>(table: Readonly<Record<string, T>>): Readonly<Record<string, T>> {
  const own = { ...table };
  Object.setPrototypeOf(own, null);
  return own;
}

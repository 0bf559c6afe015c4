import { nearest } from '../../problem/nearest.ts';
import { Problem } from '../../problem/problem.ts';

/** Shape of a day's traffic: 24 hourly rates, as multiples of the day's mean rate. */
export interface DayProfile {
  readonly name: string;
  readonly description: string;
  /** Hourly rates from midnight; they add up to 24. */
  readonly hours: readonly number[];
  readonly source: string;
}

/** The busiest hour: its start, and its rate as a multiple of the day's mean (peak to mean). */
export interface BusiestHour {
  readonly hour: number;
  readonly ratio: number;
}

const PROFILES: readonly DayProfile[] = [
  {
    name: 'flat',
    description: 'the same rate day and night',
    hours: Array.from({ length: 24 }, () => 1),
    source: 'by definition',
  },
  {
    name: 'office',
    description: '80 % of the day between 8:00 and 18:00',
    hours: Array.from({ length: 24 }, (_, hour) =>
      hour >= 8 && hour < 18 ? (24 * 0.8) / 10 : (24 * 0.2) / 14,
    ),
    source: 'by definition',
  },
  {
    name: 'campus',
    description: 'people at work and study: a deep night, a peak at 14:00',
    hours: [
      0.9628, 0.914, 0.5853, 0.5253, 0.377, 0.3497, 0.1985, 0.157, 0.182, 0.4259, 0.8999, 1.3173,
      1.7861, 1.5368, 1.8389, 1.4347, 1.5109, 1.3883, 1.2095, 1.6052, 1.3852, 1.2032, 1.1561,
      1.0504,
    ],
    source: 'hourly means of BurstGPT, 61 days (Wang et al., KDD 2025; CC-BY-4.0), rounded',
  },
  {
    name: 'api',
    description: 'programs and people of many time zones: a shallow night, a peak at 20:00',
    hours: [
      0.84, 0.71, 0.73, 0.68, 0.71, 0.66, 0.68, 0.85, 1.02, 1.05, 1.13, 1.1, 1.06, 1.07, 1.06, 1.05,
      1.09, 1.08, 1.01, 1.23, 1.46, 1.4, 1.27, 1.06,
    ],
    source:
      'hourly means of ServeGen m-small, 14 days (Xiang et al., NSDI 2026; Apache-2.0), rounded',
  },
];

export const DAY_PROFILES: readonly string[] = PROFILES.map(({ name }) => name);

/** Returns a day profile by name. Throws a Problem that lists the known ones. */
export function dayProfile(name: string): DayProfile {
  const found = PROFILES.find((profile) => profile.name === name);
  if (found !== undefined) return found;
  const guess = nearest(name, DAY_PROFILES);
  throw new Problem(`There is no day profile "${name}".`, {
    remedy: `${guess === undefined ? '' : `Did you mean ${guess}? `}There are ${DAY_PROFILES.join(', ')}.`,
  });
}

export function busiestHour({ hours }: DayProfile): BusiestHour {
  const ratio = Math.max(...hours);
  return { hour: hours.indexOf(ratio), ratio };
}

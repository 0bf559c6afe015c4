import { Problem } from '../problem/problem.ts';

/** Number of each unit in a day; a month is 365/12 days. */
const UNITS_PER_DAY: Readonly<Record<string, number>> = {
  s: 86_400,
  second: 86_400,
  min: 1440,
  minute: 1440,
  h: 24,
  hour: 24,
  d: 1,
  day: 1,
  week: 1 / 7,
  month: 12 / 365,
};

const TIMES: Readonly<Record<string, number>> = { '': 1, k: 1e3, M: 1e6 };

const DEMAND = /^(\d+(?:[_,]\d{3})*(?:\.\d+)?)\s*([kM]?)\s*\/\s*([a-z]+)$/;

/**
 * Parses a rate into queries per day: `50000/day`, `24k/day`, `2/s`, `35/min`, `1.5M/month`. A bare
 * number is queries per day.
 *
 * Throws a Problem on anything else.
 */
export function parseDemand(text: string | number): number {
  const bare = Number(text);
  if (String(text).trim() !== '' && !Number.isNaN(bare)) return checked(bare, text);
  const parts = DEMAND.exec(String(text).trim());
  if (parts === null) throw unreadable(text);
  const [, digits = '', suffix = '', unit = ''] = parts;
  const perDay = UNITS_PER_DAY[unit];
  if (perDay === undefined) throw unreadable(text);
  return checked(
    Number(digits.replace(/[_,]/g, '')) * (TIMES[suffix] ?? Number.NaN) * perDay,
    text,
  );
}

function checked(queriesPerDay: number, text: string | number): number {
  if (!Number.isFinite(queriesPerDay) || queriesPerDay <= 0) throw unreadable(text);
  return queriesPerDay;
}

function unreadable(text: string | number): Problem {
  return new Problem(`"${text}" is not a demand.`, {
    remedy: 'Write it as a number above 0 and a unit: 50000/day, 24k/day, 2/s, 35/min, 1.5M/month.',
  });
}

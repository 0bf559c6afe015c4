const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const DAY = '(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)';
const LONG_DAY = '(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day';
const TIME = '(?<hour>\\d\\d):(?<minute>\\d\\d):(?<second>\\d\\d)';

/** The three forms that a recipient must accept (RFC 9110, 5.6.7). */
const FORMS = [
  // Sun, 06 Nov 1994 08:49:37 GMT
  new RegExp(`^${DAY}, (?<day>\\d\\d) (?<month>[A-Z][a-z]{2}) (?<year>\\d{4}) ${TIME} GMT$`),
  // Sunday, 06-Nov-94 08:49:37 GMT, from RFC 850
  new RegExp(`^${LONG_DAY}, (?<day>\\d\\d)-(?<month>[A-Z][a-z]{2})-(?<year>\\d\\d) ${TIME} GMT$`),
  // Sun Nov  6 08:49:37 1994, from C's asctime()
  new RegExp(`^${DAY} (?<month>[A-Z][a-z]{2}) (?<day>[ \\d]\\d) ${TIME} (?<year>\\d{4})$`),
];

/**
 * Parses a date of an HTTP header into milliseconds since 1970, UTC; undefined if it is not one.
 * `now` resolves two-digit years.
 */
export function readHttpDate(text: string, now: number): number | undefined {
  for (const form of FORMS) {
    const groups = form.exec(text.trim())?.groups;
    if (groups === undefined) continue;
    const { day = '', month = '', year = '', hour, minute, second } = groups;
    const at = new Date(0);
    at.setUTCFullYear(fullYear(year, now), MONTHS.indexOf(month), Number(day));
    at.setUTCHours(Number(hour), Number(minute), Number(second));
    const exists =
      MONTHS.includes(month) &&
      at.getUTCDate() === Number(day) &&
      Number(hour) < 24 &&
      Number(minute) < 60 &&
      // A leap second becomes the first second of the next minute.
      Number(second) <= 60;
    return exists ? at.getTime() : undefined;
  }
  return undefined;
}

/**
 * Returns the full year; a two-digit year more than 50 years ahead is the most recent one in the
 * past.
 */
function fullYear(year: string, now: number): number {
  if (year.length === 4) return Number(year);
  const thisYear = new Date(now).getUTCFullYear();
  const candidate = thisYear - (thisYear % 100) + Number(year);
  return candidate > thisYear + 50 ? candidate - 100 : candidate;
}

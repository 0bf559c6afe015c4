/** Unit of a metric. `share` and `score` run from 0 to 1; `ratio` is 1 when nothing is added. */
export type Unit = (typeof UNITS)[number];

export const UNITS = [
  'ms',
  'tokens',
  'usd',
  'share',
  'count',
  'per_second',
  'usd_per_second',
  'score',
  'ratio',
] as const;

type Format = (value: number, digits: number) => string;

const FORMATS: Readonly<Record<Unit, Format>> = {
  ms: formatTime,
  share: (share, digits) => `${formatPercent(share * 100, digits)} %`,
  usd: formatDollars,
  tokens: formatWhole,
  count: formatWhole,
  per_second: (rate, digits) => `${significant(rate, digits)}/s`,
  usd_per_second: (rate, digits) => `${formatDollars(rate, digits)}/s`,
  score: significant,
  ratio: (ratio, digits) => `${significant(ratio, digits)}×`,
};

/**
 * Formats a number with its unit, rounded to `digits` significant figures: `2.83 s`, `14.1 %`,
 * `$4,176`.
 *
 * Dollars are whole from $100, with cents from $1, and with `digits` figures below. A share never
 * rounds up to 100 % nor down to 0 %. A non-finite number is `unknown`.
 */
export function formatQuantity(value: number, unit: Unit, digits = 3): string {
  if (!Number.isFinite(value)) return 'unknown';
  return value < 0 ? `-${FORMATS[unit](-value, digits)}` : FORMATS[unit](value, digits);
}

/** Formats milliseconds: `2.83 s`. */
export function formatMs(value: number): string {
  return formatQuantity(value, 'ms');
}

/** Formats a share of 1: `14.1 %`. */
export function formatShare(value: number): string {
  return formatQuantity(value, 'share');
}

/** Formats a count: `1,234`. */
export function formatCount(value: number): string {
  return formatQuantity(value, 'count');
}

/** Formats a number without a unit: `0.791`. */
export function formatScore(value: number): string {
  return formatQuantity(value, 'score');
}

/** Formats US dollars: `$4,176`. */
export function formatUsd(value: number): string {
  return formatQuantity(value, 'usd');
}

function formatTime(ms: number, digits: number): string {
  // 999.7 ms would round to 1000 ms.
  if (Number(ms.toPrecision(digits)) < 1000) return `${significant(ms, digits)} ms`;
  const seconds = ms / 1000;
  if (Number(seconds.toPrecision(digits)) < 120) return `${significant(seconds, digits)} s`;
  const minutes = seconds / 60;
  if (Number(minutes.toPrecision(digits)) < 120) return `${significant(minutes, digits)} min`;
  return `${significant(minutes / 60, digits)} h`;
}

function formatPercent(percent: number, digits: number): string {
  if (percent > 99 && percent < 100) {
    const scale = 10 ** (digits - 1);
    return String(Math.min(Math.floor(percent * scale) / scale, 100 - 1 / scale));
  }
  return significant(percent, digits);
}

function formatDollars(usd: number, digits: number): string {
  if (usd === 0) return '$0';
  if (usd >= 99.995) return `$${grouped(usd, digits > 3 ? 2 : 0)}`;
  if (usd >= 0.9995) return `$${usd.toFixed(2)}`;
  // Pads tenths of a dollar: $0.90, not $0.9.
  const figures = plain(usd, digits);
  return `$${/^0\.\d$/.test(figures) ? `${figures}0` : figures}`;
}

function formatWhole(count: number): string {
  return grouped(count, Number.isInteger(count) || count >= 1000 ? 0 : 1);
}

function significant(value: number, digits: number): string {
  if (value >= 10 ** digits) return grouped(value, 0);
  return plain(value, digits);
}

/** Formats without an exponent: 1e-7 is 0.0000001. */
function plain(value: number, digits: number): string {
  return value.toLocaleString('en-US', { maximumSignificantDigits: digits, useGrouping: false });
}

function grouped(value: number, decimals: number): string {
  return value.toLocaleString('en-US', { maximumFractionDigits: decimals });
}

import type { Tone } from '../../text/verdict-label.ts';

const COLOURS: Readonly<Record<Tone, string>> = {
  good: '#15803d',
  bad: '#b91c1c',
  unsure: '#b45309',
  absent: '#64748b',
  plain: '#64748b',
};

/** Returns the page's favicon as a data URL: a dot in the verdict's colour. */
export function icon(tone: Tone): string {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><circle cx="8" cy="8" r="7" fill="${COLOURS[tone]}"/></svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}

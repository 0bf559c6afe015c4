/** Formats the start of a run: `22 November 2026, 02:10 UTC`. */
export function runDate(startedAt: string): string {
  const date = new Date(startedAt);
  if (Number.isNaN(date.getTime())) return startedAt;
  const day = date.toLocaleDateString('en-GB', {
    timeZone: 'UTC',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
  });
  return `${day}, ${date.toISOString().slice(11, 16)} UTC`;
}

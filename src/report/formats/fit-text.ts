import { formatQuantity } from '../../metrics/catalogue/format-quantity.ts';
import type { Fit } from '../../plan/fit/fit.ts';

/** Formats a fit for a terminal: measured values, the emulator's, and how to use the profile. */
export function renderFit(fit: Fit, subject: string, file: string): string {
  const rows = fit.errors.map(({ metric, percentile, measured, fitted, error }) =>
    [
      `p${percentile} ${metric}`.padEnd(10),
      formatQuantity(measured, 'ms').padStart(10),
      formatQuantity(fitted, 'ms').padStart(10),
      formatQuantity(error, 'share').padStart(8),
    ].join(' '),
  );
  return [
    `${fit.profile.mode} profile of ${subject}, fitted to ${fit.observations} answers`,
    '',
    [''.padEnd(10), 'measured'.padStart(10), 'fitted'.padStart(10), 'error'.padStart(8)].join(' '),
    ...rows,
    '',
    `mean error ${formatQuantity(fit.meanError, 'share')}, on the half of the answers it was not fitted to`,
    ...(fit.profile.provenance.assumed === undefined
      ? []
      : [`not reported by this run, so assumed: ${fit.profile.provenance.assumed.join(', ')}`]),
    '',
    `saved in ${file}`,
    `use it: emulator: { profiles: { '${subject}': '${file}' } }`,
    '',
  ].join('\n');
}

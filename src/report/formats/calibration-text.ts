import { formatQuantity } from '../../metrics/catalogue/format-quantity.ts';
import type { Calibration } from '../../runner/calibration/calibration.ts';
import { isBelievable } from '../../runner/calibration/error-bar.ts';
import type { ErrorSummary } from '../../runner/calibration/timing-errors.ts';
import { wrapText } from '../text/wrap-text.ts';

/** Formats calibrations for a terminal: the client's error in each time, and its cost. */
export function renderCalibrations(calibrations: readonly Calibration[], width = 80): string {
  const lines: string[] = [];
  for (const calibration of calibrations) {
    const { protocol, streams, tokensPerSecond, validity, validityReasons } = calibration;
    const load = `${formatQuantity(streams, 'count')} streams of ${tokensPerSecond} tokens/s`;
    lines.push(` ${protocol}, ${load}: ${validity}`);
    lines.push(`   ${'off by'.padEnd(12)}${['p50', 'p99', 'max'].map(cell).join('')}`);
    lines.push(row('ttft', calibration.ttftErrorMs));
    if (calibration.chunkGapErrorMs !== undefined) {
      lines.push(row('chunk gap', calibration.chunkGapErrorMs));
    }
    lines.push(row('latency', calibration.latencyErrorMs));
    const sentences = [costOf(calibration), ...validityReasons];
    for (const line of wrapText(sentences.join(' '), width - 3)) lines.push(`   ${line}`);
    lines.push('');
  }
  for (const line of wrapText(outlook(calibrations), width - 1)) lines.push(` ${line}`);
  return `${lines.join('\n')}\n`;
}

/** Returns a sentence on how later runs use the calibrations. */
function outlook(calibrations: readonly Calibration[]): string {
  const invalid = calibrations.filter((calibration) => !isBelievable(calibration));
  if (invalid.length === 0) return 'Later runs on this machine print these as their error bars.';
  const which = invalid.map(({ protocol }) => protocol).join(', ');
  const rest =
    invalid.length === calibrations.length
      ? ''
      : ' Later runs print the others as their error bars.';
  return (
    `Invalid calibrations (${which}) are not kept: calibrate again on a quieter ` +
    `machine or with fewer streams.${rest}`
  );
}

function row(name: string, { p50, p99, max }: ErrorSummary): string {
  const cells = [p50, p99, max].map((value) => cell(formatQuantity(value, 'ms')));
  return `   ${name.padEnd(12)}${cells.join('')}`;
}

function cell(text: string): string {
  return text.padStart(10);
}

function costOf({ cpuMicrosPerEvent, elu, serverLatenessMs }: Calibration): string {
  const cpu = formatQuantity(cpuMicrosPerEvent, 'count');
  const late = formatQuantity(serverLatenessMs.p99, 'ms');
  return (
    `Each event cost ${cpu} µs of CPU; the event loop was busy ${formatQuantity(elu, 'share')} of ` +
    `the time. The calibration server's own p99 lateness was ${late}, which is in none of the figures.`
  );
}

import { formatQuantity } from '../../metrics/catalogue/format-quantity.ts';
import type { ErrorBar, Reach } from '../../runner/calibration/error-bar.ts';
import type { RunResult } from '../result/result.ts';
import { calibrateCommand } from './rerun-command.ts';

/**
 * Returns notes on the time that the client itself adds, one per protocol of the run; where it is
 * unknown, the command that measures it.
 */
export function calibrationNotes(result: RunResult): readonly string[] {
  const modules = result.targets.filter(({ kind }) => kind === 'module').map(({ name }) => name);
  const ofModules =
    modules.length === 0
      ? []
      : [
          `What the client adds to the times of ${modules.join(', ')} is unknown: no calibration runs a module.`,
        ];
  return modules.length === result.targets.length && modules.length > 0
    ? ofModules
    : [...ofProtocols(result), ...ofModules];
}

function ofProtocols(result: RunResult): readonly string[] {
  const { calibration = [] } = result.environment;
  const command = calibrateCommand(result);
  if (calibration.length === 0) {
    return [
      `What the client adds to these times has not been measured on this machine: ${command}`,
    ];
  }
  return calibration.map((bar) => {
    const [name, reach] =
      bar.protocol === 'json' ? ['latency', bar.latencyMs] : ['TTFT', bar.ttftMs];
    return reach === undefined ? beyond(bar, command) : within(bar, name, reach);
  });
}

function within(bar: ErrorBar, name: string, { p50, p99 }: Reach): string {
  const { protocol, validity, streams, tokensPerSecond, calibratedAt } = bar;
  const doubt = validity === 'valid' ? '' : `, ${validity}`;
  return (
    `The client adds ${ms(p50)} to the median ${name} and at most ${ms(p99)} to its p99 ` +
    `(${protocol}, calibrated ${calibratedAt.slice(0, 10)} at ` +
    `${formatQuantity(streams, 'count')} × ${tokensPerSecond} tokens/s${doubt}).`
  );
}

function beyond({ protocol, runElu, elu }: ErrorBar, command: string): string {
  return (
    `What the client adds over ${protocol} is unknown: this run kept it ${share(runElu)} busy, and ` +
    `no calibration more than ${share(elu)}; calibrate with more streams: ${command} --streams N`
  );
}

function ms(value: number): string {
  return formatQuantity(value, 'ms', 2);
}

function share(value: number): string {
  return formatQuantity(value, 'share', 2);
}

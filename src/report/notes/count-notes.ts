import { formatCount } from '../../metrics/catalogue/format-quantity.ts';
import type { OpenCounts } from '../../metrics/diagnostics/count-tally.ts';
import type { Tokens } from '../../sample/sample.ts';
import type { RunResult } from '../result/result.ts';

/** Returns notes on token counts that contradict each other or do not allow a generation speed. */
export function countNotes({ targets }: Pick<RunResult, 'targets'>): readonly string[] {
  return targets.flatMap(({ name, openCounts }) =>
    openCounts === undefined ? [] : [...onDispute(name, openCounts), ...onPace(name, openCounts)],
  );
}

function onDispute(name: string, { counted, disputed, example }: OpenCounts): readonly string[] {
  if (disputed === 0 || example === undefined) return [];
  return [
    `The token counts of ${formatCount(disputed)} of ${formatCount(counted)} answers of ${name} do not add up to ` +
      `the reported total: the first reported ${formatCount(example.disputedTotal ?? 0)} and was ` +
      `read as ${reading(example)}. The cost is based on that reading: compare it with the bill.`,
  ];
}

function onPace(name: string, { streamed, paceless }: OpenCounts): readonly string[] {
  if (paceless === 0) return [];
  return [
    `tpot and output_tokens_per_second leave out ${formatCount(paceless)} of ${formatCount(streamed)} streamed ` +
      `answers of ${name}: the service counted more output than it sent, and does not ` +
      'report how much of it was reasoning.',
  ];
}

function reading({
  input = 0,
  cacheRead = 0,
  cacheWrite = 0,
  output = 0,
  reasoning,
}: Tokens): string {
  const parts = [
    `${formatCount(input)} of input`,
    ...(cacheRead > 0 ? [`${formatCount(cacheRead)} read from a cache`] : []),
    ...(cacheWrite > 0 ? [`${formatCount(cacheWrite)} written to it`] : []),
    `${formatCount(output)} of output`,
  ];
  const thought =
    reasoning === undefined || reasoning === 0
      ? ''
      : ` (${formatCount(reasoning)} of it reasoning)`;
  const sum = formatCount(input + cacheRead + cacheWrite + output);
  return `${parts.join(', ')}${thought}, ${sum} in all`;
}

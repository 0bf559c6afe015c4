import { calibrationCache } from '../../process/calibration-cache.ts';
import { machineId } from '../../process/machine-id.ts';
import type { Environment } from '../../report/result/result.ts';
import { errorBar } from '../../runner/calibration/error-bar.ts';
import { protocolsOf } from '../../runner/calibration/protocol.ts';
import type { Scenario } from '../../scenario/scenario.ts';

/** Returns the error bars of a run: one per protocol that was calibrated on this machine. */
export function errorBars(
  { targets }: Scenario,
  { proofload }: Environment,
  elu: number,
): Pick<Environment, 'calibration'> {
  const calibrations = calibrationCache(process.env).read(machineId(proofload));
  const bars = protocolsOf(targets).flatMap(
    (protocol) => errorBar(calibrations, protocol, elu) ?? [],
  );
  return bars.length === 0 ? {} : { calibration: bars };
}

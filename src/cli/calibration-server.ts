import { startCalibrationServer } from '../emulator/calibration/calibration-server.ts';
import { sendHeartbeats, untilEnded } from '../process/heartbeat.ts';

interface CalibrationServerVerbOptions {
  readonly port: number;
  readonly tokens: number;
  readonly interval: number;
}

/** Serves until a signal, or until the parent process has ended. */
export async function calibrationServerVerb(
  options: CalibrationServerVerbOptions,
): Promise<number> {
  const ended = untilEnded();
  sendHeartbeats();
  const calibrationServer = await startCalibrationServer({ host: '127.0.0.1', ...options });
  process.send?.(calibrationServer.url);
  process.stdout.write(`${calibrationServer.url}\n`);
  await ended;
  await calibrationServer.close();
  return 0;
}

import { startCalibrationServer } from '../emulator/calibration/calibration-server.ts';
import { sendHeartbeats, untilEnded } from '../process/heartbeat.ts';

interface MetronomeVerbOptions {
  readonly port: number;
  readonly tokens: number;
  readonly interval: number;
}

/** Serves until a signal, or until the parent that started it is gone. */
export async function calibrationServerVerb(options: MetronomeVerbOptions): Promise<number> {
  const ended = untilEnded();
  sendHeartbeats();
  const metronome = await startCalibrationServer({ host: '127.0.0.1', ...options });
  process.send?.(metronome.url);
  process.stdout.write(`${metronome.url}\n`);
  await ended;
  await metronome.close();
  return 0;
}

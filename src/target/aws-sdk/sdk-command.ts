import type { SdkStamps } from '../../sample/sample.ts';
import type { Clock } from '../../time/clock.ts';
import type { Milliseconds } from '../../time/duration.ts';

/** One command of an SDK client, and how an application reads its output. */
export interface SdkCommand<Output> {
  readonly input: object;
  readonly send: () => Promise<Output>;
  /** Calls `show` with each text as it is delivered; resolves at the end of the output. */
  readonly read: (output: Output, show: Show) => Promise<void> | void;
}

/** Receives the visible text of an event, if there is any. */
export type Show = (text: string | undefined) => void;

/** Reads an output as an application does, and records when the text was delivered. */
export async function readAsApplication<Output>(
  { send, read }: SdkCommand<Output>,
  clock: Clock,
): Promise<{ readonly seen: SdkStamps; readonly error?: unknown }> {
  let firstVisible: Milliseconds | undefined;
  let lastToken: Milliseconds | undefined;
  const stamps = (): SdkStamps => ({
    ...(firstVisible === undefined ? {} : { firstVisible }),
    ...(lastToken === undefined ? {} : { lastToken }),
    end: clock.now(),
  });
  try {
    await read(await send(), (text) => {
      if (text === undefined || text === '') return;
      lastToken = clock.now();
      firstVisible ??= lastToken;
    });
    return { seen: stamps() };
  } catch (error) {
    return { seen: stamps(), error };
  }
}

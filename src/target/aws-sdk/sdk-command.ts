import type { SdkStamps } from '../../sample/sample.ts';
import type { Clock } from '../../time/clock.ts';
import type { Milliseconds } from '../../time/duration.ts';

/** An SdkCommand is one command of an SDK client, and how an application reads what it brings. */
export interface SdkCommand<Output> {
  readonly input: object;
  readonly send: () => Promise<Output>;
  /** Shows each text when it is handed over, and is done when there is no more. */
  readonly read: (output: Output, show: Show) => Promise<void> | void;
}

/** Told the text of an event, where it has one that the user sees. */
export type Show = (text: string | undefined) => void;

/** Reads an output as an application does, and keeps when it saw what. */
export async function readAsApplication<Output>(
  { send, read }: SdkCommand<Output>,
  clock: Clock,
): Promise<{ readonly seen: SdkStamps; readonly error?: unknown }> {
  let firstVisible: Milliseconds | undefined;
  let lastToken: Milliseconds | undefined;
  const seen = (): SdkStamps => ({
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
    return { seen: seen() };
  } catch (error) {
    return { seen: seen(), error };
  }
}

import { describe, expect, it } from 'vitest';
import { type Show, readAsApplication } from '../../../src/target/aws-sdk/sdk-command.ts';
import { createTarget } from '../../../src/target/create-target.ts';
import { FakeClock } from '../../../src/time/fake-clock.ts';
import { callOf, queryOf, specOf, wiringOf } from '../asking.ts';
import { eventBytes } from '../frame-bytes.ts';
import { startWireServer } from '../wire-server.ts';

/** A command whose output shows one text after another, a millisecond apart. */
function showing(clock: FakeClock, texts: readonly (string | undefined)[]) {
  return {
    input: {},
    send: async () => texts,
    async read(output: readonly (string | undefined)[], show: Show) {
      for (const text of output) {
        await clock.runUntil(clock.sleepUntil(clock.now() + 1));
        show(text);
      }
      await clock.runUntil(clock.sleepUntil(clock.now() + 1));
    },
  };
}

describe('readAsApplication', () => {
  it('readAsApplication records the first and the last visible text, and the end', async () => {
    const clock = new FakeClock(100);
    const command = showing(clock, [undefined, '', 'a', 'b', undefined]);
    expect(await readAsApplication(command, clock)).toEqual({
      seen: { firstVisible: 103, lastToken: 104, end: 106 },
    });
  });

  it('readAsApplication records the texts before the SDK threw, and the error', async () => {
    const clock = new FakeClock(100);
    const error = new Error('modelStreamErrorException');
    const command = showing(clock, ['a']);
    const read = async (output: readonly (string | undefined)[], show: Show): Promise<void> => {
      await command.read(output, show);
      throw error;
    };
    expect(await readAsApplication({ ...command, read }, clock)).toEqual({
      seen: { firstVisible: 101, lastToken: 101, end: 102 },
      error,
    });
  });

  it('readAsApplication records only the end of a refusal', async () => {
    const error = new Error('ThrottlingException');
    const command = {
      input: {},
      send: async () => {
        throw error;
      },
      read: () => undefined,
    };
    expect(await readAsApplication(command, new FakeClock(5))).toEqual({ seen: { end: 5 }, error });
  });
});

describe('a target that decodes by the SDK', () => {
  const hello = eventBytes('contentBlockDelta', { contentBlockIndex: 0, delta: { text: 'Hello' } });
  const stop = eventBytes('messageStop', { stopReason: 'end_turn' });

  it('the SDK shows each text between its own socket read and the next', async () => {
    const server = await startWireServer(async (response) => {
      const pause = () => new Promise((resolve) => setTimeout(resolve, 40));
      response.writeHead(200, { 'content-type': 'application/vnd.amazon.eventstream' });
      response.write(eventBytes('messageStart', { role: 'assistant' }));
      await pause();
      response.write(hello);
      await pause();
      response.write(hello);
      await pause();
      response.end(stop);
    });
    const spec = specOf({ kind: 'bedrock-converse', model: 'm', stream: true, decode: 'sdk' });
    const target = await createTarget(spec, wiringOf(server.url));
    const { stamps, seen, end } = await target.ask(queryOf('Hi'), callOf());
    await target.close();
    await server.close();
    const order = [
      stamps.firstEvent,
      stamps.firstVisible,
      seen?.firstVisible,
      stamps.lastToken,
      seen?.lastToken,
      end,
      seen?.end,
    ];
    expect(order).not.toContain(undefined);
    expect(order).toEqual(order.toSorted((a, b) => Number(a) - Number(b)));
  });
});

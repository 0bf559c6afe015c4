import { describe, expect, it } from 'vitest';
import type { ServiceSpec } from '../../../src/scenario/target/target-spec.ts';
import { readEndpointState } from '../../../src/target/account/endpoint-status.ts';
import { createTarget } from '../../../src/target/create-target.ts';
import { useEmulator } from '../../emulator/running-emulator.ts';
import { callOf, queryOf, specOf, wiringOf } from '../asking.ts';

const running = useEmulator(['support-tgi']);
const SERVICE: ServiceSpec = {
  kind: 'sagemaker',
  endpointName: 'support-tgi',
  body: 'tgi',
  stream: false,
};

async function stateOf(endpoint: string, until: number) {
  const clientConfig = wiringOf(running.emulator.url);
  return readEndpointState(endpoint, new Date(until), {
    clientConfig,
    signal: AbortSignal.timeout(5000),
  });
}

describe('the state of an endpoint', () => {
  it('the status of an endpoint has its instances and the requests of the last hour', async () => {
    const target = await createTarget(specOf(SERVICE), wiringOf(running.emulator.url));
    await target.ask(queryOf('Who are you?'), callOf());
    await target.close();
    const machines = [{ type: 'ml.g5.2xlarge', count: 1 }];
    const soon = Date.now() + 60_000;
    expect(await stateOf('support-tgi', soon)).toEqual({ machines, invocations: 1 });
    expect(await stateOf('support-lmi', soon)).toEqual({ machines, invocations: 0 });
    const later = soon + 3_600_000;
    expect(await stateOf('support-tgi', later)).toEqual({ machines, invocations: 0 });
  });

  it('the status of an unknown endpoint throws the service’s error', async () => {
    await expect(stateOf('no endpoint', Date.now())).rejects.toMatchObject({
      name: 'ValidationException',
    });
  });
});

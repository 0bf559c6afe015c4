import type { ServiceSpec } from '../../src/scenario/target/target-spec.ts';
import type { Reply } from '../../src/target/contract/target.ts';
import { createTarget } from '../../src/target/create-target.ts';
import { callOf, queryOf, specOf, wiringOf } from './asking.ts';
import { type Respond, startWireServer } from './wire-server.ts';

/** Returns the reply of a service to one request, from a server with this response. */
export async function replyOf(service: ServiceSpec, respond: Respond): Promise<Reply> {
  const server = await startWireServer(respond);
  const target = await createTarget(specOf(service), wiringOf(server.url));
  try {
    return await target.ask(queryOf('Hi'), callOf());
  } finally {
    await target.close();
    await server.close();
  }
}

/** The same bytes for every request, under 200. */
export function writing(...parts: readonly (string | Uint8Array)[]): Respond {
  return (response) => {
    response.writeHead(200);
    response.end(Buffer.concat(parts.map((part) => Buffer.from(part))));
  };
}

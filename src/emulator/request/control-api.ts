import { Problem } from '../../problem/problem.ts';
import { readFaults } from '../../scenario/emulator/fault-schema.ts';
import type { HttpExchange } from '../http/http-exchange.ts';
import { parseRequestJson } from '../http/request-json.ts';
import { controlRejection } from './control-access.ts';
import type { FaultInjector } from './fault-injector.ts';
import type { RequestLog } from './request-log.ts';

export interface Controls {
  readonly faults: FaultInjector;
  readonly log: RequestLog;
}

/**
 * Answers the control API below `/_proofload/`: `GET health`, `GET log` (one ServedRequest a line)
 * and `POST faults` (an array of faults, which replaces the current ones). Refuses web pages with
 * 403, but not those of this machine or of the emulator's own address.
 */
export async function answerControl(
  exchange: HttpExchange,
  { faults, log }: Controls,
): Promise<void> {
  const rejection = controlRejection(exchange);
  if (rejection !== undefined) return respond(exchange, 403, { message: rejection });
  switch (`${exchange.method} ${exchange.path.split('?', 1)[0]}`) {
    case 'GET /_proofload/health':
      return respond(exchange, 200, { status: 'ok', emulated: true });
    case 'GET /_proofload/log': {
      const lines = log.entries().map((entry) => `${JSON.stringify(entry)}\n`);
      return exchange.respond(200, { 'content-type': 'application/x-ndjson' }, lines.join(''));
    }
    case 'POST /_proofload/faults': {
      const body = await exchange.body();
      if (typeof body === 'string') return;
      try {
        faults.set(readFaults(parseRequestJson(body.toString())), performance.now());
      } catch (error) {
        if (!(error instanceof Problem)) throw error;
        return respond(exchange, 400, { message: error.message });
      }
      return respond(exchange, 200, { status: 'ok' });
    }
    default:
      return respond(exchange, 404, {
        message: 'There is GET health, GET log and POST faults under /_proofload/.',
      });
  }
}

function respond(exchange: HttpExchange, status: number, body: unknown): void {
  exchange.respond(status, { 'content-type': 'application/json' }, JSON.stringify(body));
}

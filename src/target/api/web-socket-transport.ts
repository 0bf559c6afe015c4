import type { Call } from '../contract/target.ts';
import type { ExchangeTimings, ResponseHandler } from '../http/exchange.ts';
import { DIRECT, type Network } from '../network/network.ts';
import { type Question, WebSocketExchange } from './web-socket-exchange.ts';
import { WebSocketPool } from './web-socket-pool.ts';

/**
 * Sends requests over WebSockets to one address: one at a time on each, because messages do not say
 * which request they answer. A socket that is done with one request waits for the next.
 */
export interface WebSocketTransport {
  /** Sends a message and passes what comes back to the receiver until `isDone`. */
  exchange(
    question: Question,
    call: Call,
    receiver: ResponseHandler,
    isDone: () => boolean,
  ): Promise<ExchangeTimings>;
  /** Destroys every socket. */
  close(): void;
}

export function createWebSocketTransport(
  url: string,
  network: Network = DIRECT,
): WebSocketTransport {
  const pool = new WebSocketPool(url, network);
  return {
    async exchange(question, call, receiver, isDone) {
      await pool.polled();
      const { clock, signal } = call;
      if (signal.aborted) {
        return { stamps: {}, end: clock.now(), aborted: true, error: signal.reason };
      }
      return new WebSocketExchange(pool, question, call, receiver, isDone).run();
    },
    close: () => pool.close(),
  };
}

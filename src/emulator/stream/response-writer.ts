import type { Outcome } from '../../sample/outcome.ts';
import type { FaultKind } from '../../scenario/emulator/fault-kinds.ts';
import type { Milliseconds } from '../../time/duration.ts';
import type { Composition } from '../answer/compose-reply.ts';
import type { Timing } from '../answer/model-reply.ts';
import type { EmulatedService } from '../errors/service.ts';
import type { HttpExchange } from '../http/http-exchange.ts';
import { createChunkEncoder } from './chunk-encoder.ts';
import { STREAM_FAULTS, type StreamFault } from './stream-fault.ts';
import type { WireFormat } from './wire-format.ts';

/** Writes a reply while the serving model generates its tokens. */
export interface ResponseWriter {
  /** Writes up to `tokens` generated tokens. Returns the outcome once the response has ended. */
  advance(tokens: number, done: boolean, timing: Timing): Outcome | undefined;
  /** Tokens written so far. */
  readonly written: number;
  /** When the first token was written, performance.now(). */
  readonly firstWrite: Milliseconds | undefined;
}

type Mutable<T> = { -readonly [Name in keyof T]: T[Name] };

export interface DeliveryOptions {
  readonly exchange: HttpExchange;
  readonly composition: Composition;
  readonly wireFormat: WireFormat;
  readonly service: EmulatedService;
  /** Headers of the response, with the request id. */
  readonly headers: Readonly<Record<string, string>>;
  readonly fault: FaultKind | undefined;
}

/**
 * Writes the answer as one body when it is complete; `measured` returns headers known only then.
 */
export function writeWhole(
  { exchange, composition, wireFormat, headers, fault }: DeliveryOptions,
  measured: (timing: Timing) => Readonly<Record<string, string>>,
): ResponseWriter {
  const delivery: Mutable<ResponseWriter> = {
    written: 0,
    firstWrite: undefined,
    advance(_, done, timing) {
      if (!done || fault === 'stall') return undefined;
      if (fault === 'reset') {
        exchange.reset();
        return 'server_error';
      }
      const body = JSON.stringify(wireFormat.dialect.body(composition.reply, timing));
      const all = { 'content-type': 'application/json', ...headers, ...measured(timing) };
      exchange.respond(200, all, body);
      delivery.firstWrite = performance.now();
      delivery.written = composition.chunks.length;
      return 'ok';
    },
  };
  return delivery;
}

/**
 * Writes events as tokens are generated. Sends the head and the opening events with the first
 * token, as AWS does, so that a client cannot see when generation starts.
 */
export function writeStream(options: DeliveryOptions): ResponseWriter {
  const { exchange, composition, wireFormat, headers, fault } = options;
  const { reply, chunks } = composition;
  const { dialect, framing } = wireFormat;
  const streamFault = fault === undefined ? undefined : STREAM_FAULTS[fault];
  const limit = streamFault?.at(chunks.length) ?? Infinity;
  const encodePiece = createChunkEncoder(wireFormat, reply);
  let opened = false;
  let ended = false;

  const delivery: Mutable<ResponseWriter> = {
    written: 0,
    firstWrite: undefined,
    advance(tokens, done, timing) {
      if (ended) return undefined;
      const frames: Uint8Array[] = [];
      if (!opened) {
        opened = true;
        exchange.open(Object.assign({}, framing.headers, headers));
        if (limit > 0) frames.push(...dialect.opening(reply).map((event) => framing.encode(event)));
      }
      const upTo = Math.min(tokens, limit);
      if (upTo > 0) delivery.firstWrite ??= performance.now();
      while (delivery.written < upTo) {
        const text = chunks[delivery.written++] ?? '';
        const frame = encodePiece(text, delivery.written);
        if (frame.length > 0) frames.push(frame);
      }
      ended = done || tokens >= limit;
      if (streamFault !== undefined && tokens >= limit) {
        return breakOff(streamFault, frames, { written: delivery.written, ...options });
      }
      if (done) {
        const closing = dialect.closing(reply, timing);
        frames.push(...closing.map((event) => framing.encode(event)));
      }
      if (!done) {
        if (frames.length > 0) exchange.write(frames);
        return undefined;
      }
      exchange.end(frames);
      return 'ok';
    },
  };
  return delivery;
}

function breakOff(
  streamFault: StreamFault,
  frames: Uint8Array[],
  { exchange, composition, wireFormat, service, written }: DeliveryOptions & { written: number },
): Outcome | undefined {
  const { framing, dialect } = wireFormat;
  const { reply, chunks } = composition;
  const event =
    dialect.chunk(reply, chunks[written] ?? '', written + 1) ??
    dialect.closing(reply, { firstToken: 0, latency: 0 })[0];
  const next = event === undefined ? new Uint8Array() : framing.encode(event);
  if (streamFault.bytes !== undefined) frames.push(streamFault.bytes(next, framing, service));
  if (streamFault.ending === 'end') exchange.end(frames);
  else exchange.write(frames);
  if (streamFault.ending === 'reset') exchange.reset();
  return streamFault.outcome;
}

import type { Outcome } from '../../sample/outcome.ts';
import type { FaultKind } from '../../scenario/emulator/emulator-settings.ts';
import type { Milliseconds } from '../../time/duration.ts';
import type { Composition } from '../answer/compose-reply.ts';
import type { Timing } from '../answer/model-reply.ts';
import type { EmulatedService } from '../errors/service.ts';
import type { HttpExchange } from '../http/http-exchange.ts';
import { createChunkEncoder } from './chunk-encoder.ts';
import { STREAM_FAULTS, type StreamFault } from './stream-fault.ts';
import type { WireFormat } from './wire-format.ts';

/** A ResponseWriter puts a reply on the wire as its tokens come out of the server. */
export interface ResponseWriter {
  /** So many tokens are out by now. Returns how the answer ended, once it has. */
  advance(tokens: number, done: boolean, timing: Timing): Outcome | undefined;
  /** Tokens written so far. */
  readonly written: number;
  /** When the first was written. */
  readonly firstWrite: Milliseconds | undefined;
}

type Mutable<T> = { -readonly [Name in keyof T]: T[Name] };

export interface DeliveryOptions {
  readonly exchange: HttpExchange;
  readonly composition: Composition;
  readonly wireFormat: WireFormat;
  readonly service: EmulatedService;
  /** The response's own headers, request id included. */
  readonly headers: Readonly<Record<string, string>>;
  readonly fault: FaultKind | undefined;
}

/** One body, when the answer is whole. `measured` gives headers that are known only then. */
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
      const body = JSON.stringify(wireFormat.dialect.whole(composition.reply, timing));
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
 * Events, as tokens fall due. The head and the opening events leave with the first token, as they do
 * from AWS: a client cannot see the model start to think.
 */
export function writeStream(options: DeliveryOptions): ResponseWriter {
  const { exchange, composition, wireFormat, headers, fault } = options;
  const { reply, chunks } = composition;
  const { dialect, framing } = wireFormat;
  const broken = fault === undefined ? undefined : STREAM_FAULTS[fault];
  const limit = broken?.at(chunks.length) ?? Infinity;
  const encodePiece = createChunkEncoder(wireFormat, reply);
  let opened = false;
  let over = false;

  const delivery: Mutable<ResponseWriter> = {
    written: 0,
    firstWrite: undefined,
    advance(tokens, done, timing) {
      if (over) return undefined;
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
        frames.push(encodePiece(text, delivery.written));
      }
      over = done || tokens >= limit;
      if (broken !== undefined && tokens >= limit) {
        return breakOff(broken, frames, { written: delivery.written, ...options });
      }
      if (done) {
        const closing = dialect.closing(reply, timing);
        frames.push(...closing.map((event) => framing.encode(event)));
      }
      if (!done) {
        exchange.write(frames);
        return undefined;
      }
      exchange.end(frames);
      return 'ok';
    },
  };
  return delivery;
}

function breakOff(
  broken: StreamFault,
  frames: Uint8Array[],
  { exchange, composition, wireFormat, service, written }: DeliveryOptions & { written: number },
): Outcome | undefined {
  const { framing, dialect } = wireFormat;
  const next = framing.encode(
    dialect.chunk(composition.reply, composition.chunks[written] ?? '', written + 1),
  );
  if (broken.bytes !== undefined) frames.push(broken.bytes(next, framing, service));
  if (broken.leaving === 'end') exchange.end(frames);
  else exchange.write(frames);
  if (broken.leaving === 'reset') exchange.reset();
  return broken.outcome;
}

import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { isObject } from '../../json/json-object.ts';
import { tryParseJson } from '../../json/try-parse-json.ts';
import { Trend } from '../../metrics/aggregates/trend.ts';
import type { Milliseconds } from '../../time/duration.ts';
import {
  createRequestParser,
  type ParsedRequest,
  MalformedRequest,
} from '../http/request-parser.ts';
import { findRoute } from '../request/operation.ts';
import { wireFormatFor } from '../stream/wire-format.ts';
import { createIntervalTimer } from './interval-timer.ts';
import { buildResponse, okHeadBytes, type PrebuiltResponse } from './prebuilt-response.ts';
import type { Instant } from './stamped-bytes.ts';

/**
 * The reference for a measuring client: answers every request in its own protocol with a fixed
 * number of tokens, one each interval, each with the instant it was sent.
 *
 * Generates no answer and keeps no quota, so that one core of it is faster than any measured
 * client. Reports its own lateness at `GET /_proofload/lateness`.
 */
export interface CalibrationServer {
  readonly url: string;
  close(): Promise<void>;
}

export interface CalibrationServerOptions {
  /** 0 for any free port. */
  readonly port: number;
  readonly host: string;
  /** Tokens of each answer; at least 2. */
  readonly tokens: number;
  /** Time between two tokens, and from a request to its first token. */
  readonly interval: Milliseconds;
}

/** How long after its tick each token was written, since the last report. */
export interface ServerLateness extends Quantiles {
  readonly n: number;
  /** Time from the request to the first and to the last token, with lateness. */
  readonly first: Quantiles;
  readonly last: Quantiles;
  /** Time between two tokens of an answer. */
  readonly gap: Quantiles;
}

/** Quantiles; 0 where nothing was written. */
interface Quantiles {
  readonly p50: Milliseconds;
  readonly p99: Milliseconds;
}

/** One response in progress. */
interface Stream {
  readonly socket: Socket;
  readonly response: PrebuiltResponse;
  readonly received: Instant;
  tick: number;
  /** Lateness of the last token. */
  late: Milliseconds;
}

export async function startCalibrationServer(
  options: CalibrationServerOptions,
): Promise<CalibrationServer> {
  const { tokens, interval } = options;
  let times = createServerTimes();
  const timer = createIntervalTimer<Stream>(interval, (stream, late) => {
    if (stream.socket.destroyed) return false;
    stream.tick += 1;
    const bytes = stream.response.at(stream.tick);
    if (bytes !== undefined) {
      times.lateness.add(late);
      const elapsed = stream.tick * interval + late;
      if (stream.tick === 1) times.first.add(elapsed);
      if (stream.tick === tokens) times.last.add(elapsed);
      if (stream.tick > 1) times.gap.add(interval + late - stream.late);
      stream.late = late;
      stream.socket.write(bytes.stamp(stream.received, process.hrtime()));
      // Bytes that the kernel took at once can be stamped again; those queued in the socket cannot.
      if (stream.socket.writableLength > 0) bytes.retire();
    }
    return stream.tick < tokens;
  });
  const responses = buildResponses(options);

  function answer(socket: Socket, request: ParsedRequest): void {
    if (request.path === '/_proofload/lateness') {
      socket.write(jsonResponse(summarise(times)));
      times = createServerTimes();
    } else if (request.method === 'GET') {
      // Clients of OpenAI servers list the models before their first request.
      socket.write(jsonResponse({ object: 'list', data: [{ id: 'metronome', object: 'model' }] }));
    } else {
      const response = responses(request);
      if (response === undefined) socket.end('HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n');
      else timer.add({ socket, response, received: process.hrtime(), tick: 0, late: 0 });
    }
  }

  const sockets = new Set<Socket>();
  const server = createServer({ noDelay: true }, (socket) => {
    const scan = createRequestParser((request) => answer(socket, request));
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    socket.on('data', (bytes) => {
      try {
        scan.read(bytes);
      } catch (error) {
        if (!(error instanceof MalformedRequest)) throw error;
        socket.end('HTTP/1.1 411 Length Required\r\ncontent-length: 0\r\n\r\n');
      }
    });
  });
  server.listen(options.port, options.host, 4096);
  await once(server, 'listening');
  const bound = server.address();
  const port = typeof bound === 'object' && bound !== null ? bound.port : options.port;
  return {
    url: `http://${options.host}:${port}`,
    async close() {
      timer.stop();
      for (const socket of sockets) socket.destroy();
      const closed = once(server, 'close');
      server.close();
      await closed;
    },
  };
}

/** Returns the response to a request, built once for each kind; undefined for an unknown path. */
function buildResponses({ tokens, interval }: CalibrationServerOptions) {
  const responsesByKind = new Map<string, PrebuiltResponse>();
  const timing = { firstToken: interval, latency: tokens * interval };
  return ({ method, path, headers, body }: ParsedRequest): PrebuiltResponse | undefined => {
    const route = findRoute(method, path);
    if (typeof route !== 'object') return undefined;
    const { operation, subject = 'metronome' } = route;
    if (
      operation === 'CountTokens' ||
      operation === 'CountMessageTokens' ||
      operation === 'Retrieve'
    ) {
      return undefined;
    }
    const accept = headers.get('accept') ?? '';
    // A body that is not JSON is answered too.
    const json = tryParseJson(body);
    const streams =
      operation.endsWith('Stream') ||
      accept.includes('text/event-stream') ||
      (operation === 'ChatCompletions' && asksToStream(json));
    const chats = isObject(json) && 'messages' in json;
    const kind = [operation, subject, accept, streams, chats].join(' ');
    const response =
      responsesByKind.get(kind) ??
      buildResponse({
        // A constant 0.5 keeps AWS's padding at one length and cuts no line.
        wireFormat: wireFormatFor({ operation, subject, body: json, accept }, () => 0.5),
        model: 'metronome',
        streams,
        tokens,
        timing,
      });
    responsesByKind.set(kind, response);
    return response;
  };
}

function asksToStream(json: unknown): boolean {
  return isObject(json) && json['stream'] === true;
}

/** The server's own times. */
type ServerTimes = Readonly<Record<'lateness' | 'first' | 'last' | 'gap', Trend>>;

function createServerTimes(): ServerTimes {
  return { lateness: new Trend(), first: new Trend(), last: new Trend(), gap: new Trend() };
}

function summarise({ lateness, first, last, gap }: ServerTimes): ServerLateness {
  return {
    n: lateness.n,
    ...quantiles(lateness),
    first: quantiles(first),
    last: quantiles(last),
    gap: quantiles(gap),
  };
}

function quantiles(times: Trend): Quantiles {
  if (times.n === 0) return { p50: 0, p99: 0 };
  return { p50: times.percentile(50), p99: times.percentile(99) };
}

function jsonResponse(value: unknown): Buffer {
  const body = Buffer.from(JSON.stringify(value));
  const head = okHeadBytes({
    'content-type': 'application/json',
    'content-length': String(body.length),
  });
  return Buffer.concat([head, body]);
}

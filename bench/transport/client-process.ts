import type { TransportKind } from '../../src/scenario/target/transport-kind.ts';
import type { Reply, Target } from '../../src/target/contract/target.ts';
import { createTarget } from '../../src/target/create-target.ts';
import { steadyLoad } from '../client/load.ts';
import { createPlainSdk } from './plain-sdk.ts';

/** A TransportTask is so many streams at once, over one transport, read in one way. */
export interface TransportTask {
  /** `sdk-alone`: the AWS SDK with nothing of ours around it, as it is by default. */
  readonly subject: TransportKind | 'sdk-alone';
  readonly decode: 'wire' | 'sdk';
  readonly url: string;
  readonly streams: number;
  readonly measured: number;
}

export interface TransportFigures {
  readonly requests: number;
  readonly cpuMicrosPerRequest: number;
  /** Milliseconds from the sending: the socket was ready; the first word was read; an application had it. */
  readonly connect: Quantiles;
  readonly ttft: Quantiles;
  readonly seen?: Quantiles;
}

interface Quantiles {
  readonly p50: number;
  readonly p99: number;
}

async function subjectOf({ subject, decode, url, streams }: TransportTask): Promise<Target> {
  if (subject === 'sdk-alone') return createPlainSdk(url);
  const base = { name: subject, timeout: 60_000, perRequest: 0, fixedCosts: [] };
  const clientConfig = {
    endpoint: url,
    region: 'us-east-1',
    connections: streams + 10,
    credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' },
  };
  const service = { kind: 'bedrock-converse', model: 'm', stream: true } as const;
  return createTarget({ ...base, ...service, transport: subject, decode }, clientConfig);
}

function quantiles(values: readonly number[]): Quantiles {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.ceil(share * sorted.length) - 1] ?? Number.NaN;
  return { p50: at(0.5), p99: at(0.99) };
}

async function measure(task: TransportTask): Promise<TransportFigures> {
  const target = await subjectOf(task);
  const replies: Pick<Reply, 'stamps' | 'seen' | 'end'>[] = [];
  const load = { streams: task.streams, spread: 50, warm: 1500, measured: task.measured };
  const window = await steadyLoad(target, load, ({ outcome, error, stamps, seen, end }) => {
    if (outcome !== 'ok') throw new Error(`a request failed: ${JSON.stringify(error)}`);
    replies.push({ stamps, end, ...(seen === undefined ? {} : { seen }) });
  });
  await target.close();
  const inside = replies.filter(({ end }) => end >= window.start && end < window.stop);
  const since = (at: (reply: (typeof inside)[number]) => number | undefined): number[] =>
    inside.flatMap((reply) => {
      const [from, to] = [reply.stamps.sent, at(reply)];
      return from === undefined || to === undefined ? [] : [to - from];
    });
  const seen = since((reply) => reply.seen?.firstVisible);
  return {
    requests: inside.length,
    cpuMicrosPerRequest: window.cpu / inside.length,
    connect: quantiles(since(({ stamps }) => stamps.connected ?? stamps.sent)),
    ttft: quantiles(since(({ stamps }) => stamps.firstVisible)),
    ...(seen.length === 0 ? {} : { seen: quantiles(seen) }),
  };
}

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the parent, typed alike, wrote it
const task = JSON.parse(process.argv[2] ?? '{}') as TransportTask;
const figures = await measure(task);
process.stdout.write(`${JSON.stringify(figures)}\n`, () => process.exit());

import { formatQuantity } from '../../metrics/catalogue/format-quantity.ts';
import { TRANSPORT_WORDS, type TransportKind } from '../../scenario/target/transport-kind.ts';
import type { RunResult, TargetResult } from '../result/result.ts';

/**
 * Returns notes on transports other than pooled HTTP/1.1, on fallbacks from the fast path, and on
 * decoding by the SDK.
 */
export function transportNotes({ targets }: Pick<RunResult, 'targets'>): readonly string[] {
  return targets.flatMap((target) => [
    ...onTransports(target),
    ...onFastPath(target),
    ...onDecoding(target),
  ]);
}

/**
 * Returns a target's transports as text; undefined for WebSockets and modules, and if not recorded.
 */
export function transportWords({ transports = [] }: TargetResult): string | undefined {
  const words = transports.map((transport) => TRANSPORT_WORDS[transport]);
  return words.length === 0 ? undefined : words.join(' and ');
}

function onTransports({ name, transports = [], metrics }: TargetResult): readonly string[] {
  const message: Readonly<Record<TransportKind, () => string | undefined>> = {
    http1: () => undefined,
    http2: () => 'requests beyond the streams that its server allows wait inside the client.',
    'http2-each': () => {
      const time = spread(metrics['connect_time']);
      const took = time === undefined ? '' : `, which took ${time}`;
      return `every request opens one${took} and is inside its latency and TTFT.`;
    },
  };
  return transports.flatMap((transport) => {
    const sentence = message[transport]();
    return sentence === undefined
      ? []
      : [`${name} was asked by ${TRANSPORT_WORDS[transport]}: ${sentence} ${UNCALIBRATED}`];
  });
}

const UNCALIBRATED = 'The time that the client adds was calibrated over HTTP/1.1 only.';

/**
 * Returns notes on AWS SDK clients that fell back from the fast path: their requests cost more
 * client time than calibrated ones.
 */
function onFastPath({ name, sdkFastPaths = [] }: TargetResult): readonly string[] {
  const sentences = sdkFastPaths.flatMap(({ client, fallback }) =>
    fallback === undefined
      ? []
      : [
          `Requests to ${name} went through every middleware of ${client} (fallback from the fast ` +
            `path): ${fallback.detail}. The client spends about twice the time on each; when it is ` +
            'too slow for its load, the validity says so.',
        ],
  );
  // Several parts of a route may have the same client.
  return [...new Set(sentences)];
}

/**
 * Returns a note on the times that an application sees after the SDK's decoding, against those on
 * the socket.
 */
function onDecoding({ name, metrics }: TargetResult): readonly string[] {
  const [first, last] = ['decode_overhead', 'decode_delay'].map((metric) =>
    spread(metrics[metric]),
  );
  if (first === undefined || last === undefined) return [];
  return [
    `Through the AWS SDK's decoder an application sees the first token of ${name} ` +
      `${first} after the socket brought it, and the last ${last}; its other times are the socket's.`,
  ];
}

function spread(summary: TargetResult['metrics'][string] | undefined): string | undefined {
  if (summary?.type !== 'trend' || summary.n === 0) return undefined;
  const { p50, p95 } = summary;
  return `${formatQuantity(p50, 'ms')} at the median (p95 ${formatQuantity(p95, 'ms')})`;
}

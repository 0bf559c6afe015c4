import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { TRANSPORT_KINDS } from '../../src/scenario/target/transport-kind.ts';
import { publish } from '../client/bench-report.ts';
import type { TransportFigures, TransportTask } from './client-process.ts';
import type { StreamUrls } from './server-process.ts';

/** The transport bench asks what each way to Bedrock costs a request, in time and in CPU. */
const MEASURED = 3000;
const STREAMS = [1, 20];

const script = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

const server = spawn(process.execPath, [script('./server-process.js')], {
  stdio: ['pipe', 'pipe', 'inherit'],
});
const [line]: unknown[] = await once(createInterface({ input: server.stdout }), 'line');
// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- our own process's words
const urls = JSON.parse(String(line)) as StreamUrls;

/** In a fresh process each: no subject finds another's code warm. The certificate is nobody's. */
function measure(task: TransportTask): Promise<TransportFigures> {
  const words = ['--no-warnings', script('./client-process.js'), JSON.stringify(task)];
  const env = { ...process.env, NODE_TLS_REJECT_UNAUTHORIZED: '0' };
  return new Promise((resolve, reject) => {
    execFile(process.execPath, words, { env }, (error, stdout) => {
      if (error !== null) reject(error);
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- our own process's words
      else resolve(JSON.parse(stdout) as TransportFigures);
    });
  });
}

interface Result extends Omit<TransportTask, 'url' | 'measured'> {
  readonly wire: keyof StreamUrls;
  readonly figures: TransportFigures;
}

const SUBJECTS: readonly Pick<TransportTask, 'subject' | 'decode'>[] = [
  ...TRANSPORT_KINDS.flatMap((subject) => [
    { subject, decode: 'wire' as const },
    { subject, decode: 'sdk' as const },
  ]),
  { subject: 'sdk-alone', decode: 'sdk' },
];

const results: Result[] = [];
for (const wire of ['plain', 'tls'] as const) {
  for (const streams of STREAMS) {
    for (const { subject, decode } of SUBJECTS) {
      process.stderr.write(`${wire}, ${streams} at once, ${subject}, decode ${decode} …\n`);
      const url = urls[wire][subject === 'http1' ? 'http1' : 'http2'];
      const figures = await measure({ subject, decode, url, streams, measured: MEASURED });
      results.push({ subject, decode, streams, wire, figures });
    }
  }
}
server.stdin.end();

function row({ subject, decode, figures }: Result): string[] {
  const { connect, ttft, seen, cpuMicrosPerRequest } = figures;
  const pair = ({ p50, p99 }: { p50: number; p99: number }): string =>
    `${p50.toFixed(2)} / ${p99.toFixed(2)}`;
  const alone = subject === 'sdk-alone';
  return [
    alone ? 'the SDK alone' : subject,
    decode,
    alone ? '–' : pair(connect),
    alone ? '–' : pair(ttft),
    seen === undefined ? '–' : pair(seen),
    String(Math.round(cpuMicrosPerRequest)),
  ];
}

publish({
  name: 'transport',
  title: 'What each transport costs',
  notes: [
    'A ConverseStream of 20 tokens that the server writes at once: all time is transport and client.',
    'Server and client on one machine, not pinned; times from the sending, p50 / p99, ms.',
    'Of the SDK alone `sent` is the call of send(): its own work before the wire is inside.',
  ],
  tables: (['plain', 'tls'] as const).flatMap((wire) =>
    STREAMS.map((streams) => ({
      title: `${wire === 'tls' ? 'TLS' : 'Plain text'}, ${streams} at once`,
      header: ['transport', 'decode', 'connect', 'ttft', 'seen', 'CPU µs a request'],
      rows: results.filter((result) => result.wire === wire && result.streams === streams).map(row),
    })),
  ),
  figures: results,
});

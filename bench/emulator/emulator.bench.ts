import {
  haveMeasurements,
  meanError,
  nimTable,
  ociTable,
} from '../../test/serving/measured-table.ts';
import { publish, type Table } from '../client/bench-report.ts';
import { type LoadFigures, type LoadRequest, startPinnedEmulator } from './pinned-emulator.ts';

/** The emulator bench asks what one core of the emulator can serve: it must never be the hidden limit. */
const SECONDS = 7;

const TEXT = 'filler words that go on and on without end '.repeat(25);
const QUESTION =
  '<passage>Refunds are paid within 14 days of the return. Shoes are sold in blue.</passage>\n<passage>Standard delivery takes 3 to 5 working days and costs £3.95. Orders over £50 are delivered free.</passage>\n<question>When are refunds paid?</question>';

function converse(text: string): unknown {
  return {
    messages: [{ role: 'user', content: [{ text }] }],
    inferenceConfig: { maxTokens: 100 },
  };
}

const STREAMS: Readonly<Record<string, LoadRequest>> = {
  ConverseStream: { path: '/model/bench.stream/converse-stream', body: converse(TEXT) },
  'InvokeModel stream': {
    path: '/model/bench.stream/invoke-with-response-stream',
    body: { max_tokens: 100, messages: [{ role: 'user', content: TEXT }] },
  },
  'server-sent events': {
    path: '/v1/chat/completions',
    body: {
      model: 'bench.stream',
      stream: true,
      max_tokens: 100,
      messages: [{ role: 'user', content: TEXT }],
    },
  },
};

const WHOLE: LoadRequest = { path: '/model/bench.whole/converse', body: converse(QUESTION) };

/** At 15 tokens a second each: 4,000 of them are 60,000 tokens a second. */
const STREAM_COUNTS = [2000, 4000];
const WHOLE_SOCKETS = 1000;

interface Result {
  readonly what: string;
  readonly sockets: number;
  readonly figures: LoadFigures;
  readonly bareWrite: number;
}

const emulator = await startPinnedEmulator();
const results: Result[] = [];

async function measure(what: string, request: LoadRequest, sockets: number): Promise<void> {
  process.stderr.write(`${what}, ${sockets} …\n`);
  const bareWrite = await emulator.bareWrite();
  const figures = await emulator.load(request, sockets, SECONDS);
  results.push({ what, sockets, figures, bareWrite });
}

for (const [what, request] of Object.entries(STREAMS)) {
  for (const count of STREAM_COUNTS) await measure(what, request, count);
}
await measure('Converse, whole', WHOLE, WHOLE_SOCKETS);
await emulator.close();

function row({ what, sockets, figures, bareWrite }: Result): string[] {
  const { tokens, requests, wallMs, cpuMs, lateness, readsPerSecond } = figures;
  const streams = what !== 'Converse, whole';
  const count = streams ? tokens : requests;
  const perSecond = (1000 * count) / wallMs;
  const perCore = (1000 * count) / cpuMs;
  const goal = streams ? 50_000 : 5000;
  const whole = (value: number): string => Math.round(value).toLocaleString('en-US');
  return [
    what,
    String(sockets),
    whole(perSecond),
    (readsPerSecond / perSecond).toFixed(2),
    whole(perCore),
    ((1000 * cpuMs) / count).toFixed(1),
    bareWrite.toFixed(1),
    `${lateness.p50.toFixed(0)} / ${lateness.p99.toFixed(0)}`,
    (cpuMs / wallMs).toFixed(2),
    goalMet(perCore >= goal, readsPerSecond / perSecond),
  ];
}

/** The goal is one write a token. Where they were shared, too little processor time shows too much. */
function goalMet(fast: boolean, readsPerEvent: number): string {
  if (!fast) return 'no';
  return readsPerEvent < 0.8 ? 'not shown: writes were shared' : 'yes';
}

function modelErrors(): Table[] {
  if (!haveMeasurements) return [];
  const [nim, oci] = [nimTable(), ociTable()];
  const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
  return [
    {
      title: 'The engine against measurements it was not fitted to: mean absolute error',
      header: ['table', 'TTFT', 'time per token', 'throughput'],
      rows: [
        [
          'NVIDIA NIM, Llama 3.3 70B on 2 H100',
          percent(meanError('ttft', nim)),
          percent(meanError('itl', nim)),
          percent(meanError('tokensPerSecond', nim)),
        ],
        [
          'OCI, 32 slots',
          'not measured',
          percent(meanError('itl', oci)),
          percent(meanError('tokensPerSecond', oci)),
        ],
      ],
    },
  ];
}

publish({
  name: 'emulator',
  title: 'What one core of the emulator serves',
  notes: [
    'Server on core 0, load from raw sockets on core 1; each stream runs at 15 tokens a second.',
    'Events are tokens: each is a frame of its own. "reads an event" is the least number of writes each took: near 1 they went out one by one, below that late ones shared a write.',
    '"a CPU second" divides by the processor time the server got, which is what counts where others work on the machine; "a bare write" is what a write alone cost then, in the same process.',
    'The same prompt is asked again and again, as load tests do; its answer is thought of once.',
    ...(haveMeasurements ? [] : ['The measurements of NIM and OCI are not on this machine.']),
  ],
  tables: [
    {
      title: 'Events a second (whole answers: requests a second)',
      header: [
        'wire',
        'sockets',
        'a second',
        'reads an event',
        'a CPU second',
        'CPU µs each',
        'a bare write, µs',
        'late p50 / p99, ms',
        'cores used',
        'goal met',
      ],
      rows: results.map(row),
    },
    ...modelErrors(),
  ],
  figures: results,
});

import type { Query } from '../../src/dataset/query/query.ts';
import type { Outcome } from '../../src/sample/outcome.ts';
import type { Barrier } from '../../src/sample/sample.ts';
import type { Call, Reply, Target } from '../../src/target/contract/target.ts';

interface Turn {
  readonly takes: number;
  readonly outcome?: Outcome;
  readonly retryAfter?: number;
  readonly barrier?: Barrier;
}

/** A ScriptedTarget answers in-process, on the caller's clock, as its script says. */
export class ScriptedTarget implements Target {
  readonly name: string;
  readonly lead?: number;
  readonly asked: Query[] = [];
  inFlight = 0;
  /** Requests handed over, sent or not. */
  armed = 0;
  mostInFlight = 0;
  /** How many connections it was to open ahead, and after how many requests. */
  readonly preconnected: { readonly count: number; readonly asked: number }[] = [];
  readonly #script: (query: Query, n: number) => Turn;

  constructor(name: string, script: (query: Query, n: number) => Turn, lead?: number) {
    this.name = name;
    if (lead !== undefined) this.lead = lead;
    this.#script = script;
  }

  async ask(query: Query, { clock, signal, gate }: Call): Promise<Reply> {
    this.armed++;
    await gate?.();
    if (signal.aborted) return unsent(clock.now());
    const { takes, outcome = 'ok', retryAfter, barrier } = this.#script(query, this.asked.length);
    this.asked.push(query);
    this.mostInFlight = Math.max(this.mostInFlight, ++this.inFlight);
    const sent = clock.now();
    await clock.sleepUntil(sent + takes, signal);
    this.inFlight--;
    const end = clock.now();
    const ended = signal.aborted
      ? signal.reason === 'timeout'
        ? 'timeout'
        : 'interrupted'
      : outcome;
    const content = ended === 'ok' ? { firstVisible: end, lastToken: end } : {};
    return {
      outcome: ended,
      ...(barrier === undefined ? {} : { error: { name: 'X', message: '', barrier } }),
      stamps: { sent, ...content },
      end,
      chunks: 1,
      readsShared: 0,
      chunkGaps: [],
      answer: ended === 'ok' ? `answer to ${query.id}` : '',
      tokens: ended === 'ok' ? { input: 10, output: 5, source: 'reported' } : { source: 'unknown' },
      ...(retryAfter === undefined ? {} : { server: { retryAfter } }),
    };
  }

  async preconnect(count: number): Promise<void> {
    this.preconnected.push({ count, asked: this.asked.length });
  }

  async close(): Promise<void> {}
}

function unsent(end: number): Reply {
  return {
    outcome: 'interrupted',
    stamps: {},
    end,
    chunks: 0,
    readsShared: 0,
    chunkGaps: [],
    answer: '',
    tokens: { source: 'unknown' },
  };
}

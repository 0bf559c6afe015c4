import type { Query } from '../../../src/dataset/query/query.ts';
import type { Outcome } from '../../../src/sample/outcome.ts';
import type { Call, Reply } from '../../../src/target/contract/target.ts';
import type { Branch } from '../../../src/target/route/branch.ts';

interface Line {
  /** Milliseconds from sent to the first token, and to the last. */
  readonly first?: number;
  readonly takes: number;
  readonly answer?: string;
  readonly outcome?: Outcome;
  readonly stopReason?: string;
}

/** A part that answers on the call's clock, line by line; it repeats the last line. */
export interface ScriptedPart extends Branch {
  readonly queries: Query[];
}

export function scriptedPart(name: string, lines: readonly Line[], timeout = 60_000): ScriptedPart {
  const queries: Query[] = [];
  return {
    name,
    timeout,
    queries,
    async ask(query, call) {
      await call.gate?.();
      const line = lines[Math.min(queries.length, lines.length - 1)];
      if (line === undefined || call.signal.aborted) return reply(call, { outcome: 'interrupted' });
      queries.push(query);
      const { first = line.takes, takes, answer = `${name} answers`, outcome = 'ok' } = line;
      const sent = call.clock.now();
      await call.clock.sleepUntil(sent + takes, call.signal);
      const end = call.clock.now();
      const aborted = call.signal.aborted;
      const failed: Outcome = call.signal.reason === 'timeout' ? 'timeout' : 'interrupted';
      const ended = aborted ? failed : outcome;
      if (ended !== 'ok') return reply(call, { outcome: ended, stamps: { sent } });
      return reply(call, {
        stamps: {
          sent,
          connected: sent + 1,
          firstByte: sent + first,
          firstToken: sent + first,
          firstVisible: sent + first,
          lastToken: end,
        },
        chunks: 2,
        chunkGaps: [takes - first],
        answer,
        tokens: { input: 10, output: 5, source: 'reported' },
        server: { latency: takes - 1, model: name },
        ...(line.stopReason === undefined ? {} : { stopReason: line.stopReason }),
      });
    },
  };
}

function reply({ clock }: Call, more: Partial<Reply>): Reply {
  return {
    outcome: 'ok',
    stamps: {},
    end: clock.now(),
    chunks: 0,
    readsShared: 0,
    chunkGaps: [],
    answer: '',
    tokens: { source: 'unknown' },
    ...more,
  };
}

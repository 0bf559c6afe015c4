import { Metrics } from '../../src/metrics/metrics.ts';
import type { Sample } from '../../src/sample/sample.ts';
import { openRunFiles } from './run-files.ts';

/** A RecordTask is the recording of samples as a run records them: histograms, and a line of NDJSON. */
export interface RecordTask {
  readonly samples: number;
  readonly gaps: number;
}

export interface RecordFigures {
  readonly samples: number;
  /** Microseconds of each. */
  readonly metrics: number;
  readonly line: number;
}

export function runRecordTask({ samples, gaps }: RecordTask): RecordFigures {
  const files = openRunFiles();
  const metrics = new Metrics();
  const made = Array.from({ length: 1000 }, (_, i) => sampleOf(i));
  const chunkGaps = Array.from({ length: gaps }, (_, i) => 15 + (i % 10));
  const pick = (i: number): Sample => made[i % made.length] ?? sampleOf(i);
  const measured = (action: (sample: Sample) => void): number => {
    for (let i = 0; i < 2000; i++) action(pick(i));
    const start = performance.now();
    for (let i = 0; i < samples; i++) action(pick(i));
    return ((performance.now() - start) * 1000) / samples;
  };
  const figures = {
    samples,
    metrics: measured((sample) => metrics.add(sample, chunkGaps)),
    line: measured((sample) => files.append(sample)),
  };
  files.close();
  return figures;
}

function sampleOf(i: number): Sample {
  const due = i * 10;
  const sent = due + 0.03;
  return {
    index: i,
    scenario: 'load',
    target: 'target',
    phase: 'measured',
    queryId: `q${i % 40}`,
    tenant: `t${i % 3}`,
    tags: {},
    due,
    stamps: {
      sent,
      firstByte: sent + 200 + (i % 50),
      firstEvent: sent + 200 + (i % 50),
      firstToken: sent + 210 + (i % 50),
      firstVisible: sent + 210 + (i % 50),
      lastToken: sent + 1500 + (i % 300),
    },
    end: sent + 1510 + (i % 300),
    chunks: 60,
    readsShared: 2,
    outcome: 'ok',
    attempts: [{ sent, end: sent + 1510 + (i % 300), outcome: 'ok' }],
    tokens: { input: 800, output: 60, source: 'reported' },
    stopReason: 'end_turn',
    server: { latency: 1490, requestId: '0a8e7a3c-0000-4000-8000-000000000000' },
    costUsd: 0.00123,
    answerHash: '0123456789abcdef',
    leaks: 0,
  };
}

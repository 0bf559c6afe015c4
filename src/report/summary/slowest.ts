import type { Sample } from '../../sample/sample.ts';
import type { SampleExtract } from '../result/result.ts';

const KEPT = 5;

/** Collects the slowest answers of one target. */
export class Slowest {
  #extracts: SampleExtract[] = [];

  add(sample: Sample): void {
    if (sample.phase === 'warmup' || sample.outcome === 'dropped') return;
    const latency = (sample.stamps.lastToken ?? sample.end) - sample.due;
    if (this.#extracts.length === KEPT && latency <= (this.#extracts.at(-1)?.latency ?? 0)) return;
    const { firstVisible } = sample.stamps;
    this.#extracts = [
      ...this.#extracts,
      {
        queryId: sample.queryId,
        ...(sample.tenant === undefined ? {} : { tenant: sample.tenant }),
        due: sample.due,
        latency,
        ...(firstVisible === undefined ? {} : { ttft: firstVisible - sample.due }),
        ...(sample.tokens.output === undefined ? {} : { outputTokens: sample.tokens.output }),
        outcome: sample.outcome,
      },
    ]
      .sort((a, b) => b.latency - a.latency)
      .slice(0, KEPT);
  }

  /** Returns the collected answers, slowest first. */
  extracts(): readonly SampleExtract[] {
    return this.#extracts;
  }
}

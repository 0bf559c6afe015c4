import { describe, expect, it } from 'vitest';
import {
  engineNamed,
  haveMeasurements,
  loss,
  meanError,
  nimTable,
  ociTable,
  trainingTable,
} from './measured-table.ts';

describe.skipIf(!haveMeasurements)(
  'rows that Llama 70B was fitted to (needs ../shared/data)',
  () => {
    it.each([
      { gpus: 2, tpot: 0.02, ttft: 0.09 },
      { gpus: 4, tpot: 0.02, ttft: 0.07 },
      { gpus: 8, tpot: 0.03, ttft: 0.04 },
    ])(
      'the Llama 70B rows reproduce their measurements on $gpus H100: TPOT within $tpot, TTFT within $ttft',
      ({ gpus, tpot, ttft }) => {
        const table = trainingTable(engineNamed(`llama-70b-h100x${gpus}`), gpus);
        expect(table.real).toHaveLength(15);
        expect(meanError('itl', table)).toBeLessThan(tpot);
        expect(meanError('ttft', table)).toBeLessThan(ttft);
      },
    );

    const knobs = [
      'stepBase',
      'perPrefillToken',
      'perSequence',
      'perContextKilotoken',
      'overhead',
      'kvTokens',
    ] as const;
    it.each(knobs)('the Llama 70B rows fit worse when %s is changed by a fifth', (knob) => {
      const still = { ...engineNamed('llama-70b-h100x2'), stepSigma: 0, overheadSigma: 0 };
      const lossAt = (factor: number): number =>
        loss(trainingTable({ ...still, [knob]: Math.ceil(1e4 * factor * still[knob]) / 1e4 }, 2));
      expect(lossAt(0.8)).toBeGreaterThan(lossAt(1));
      expect(lossAt(1.2)).toBeGreaterThan(lossAt(1));
    });
  },
);

describe.skipIf(!haveMeasurements)(
  'table of NVIDIA NIM that was not fitted (needs ../shared/data)',
  () => {
    const table = haveMeasurements ? nimTable() : { real: [], model: [] };

    it('a table of NVIDIA NIM that was not fitted is reproduced in TTFT within 25 % on average, from 0.4 s to 89 s', () => {
      expect(meanError('ttft', table)).toBeLessThan(0.25);
    });

    it('a table of NVIDIA NIM that was not fitted is met in throughput within 10 % on average', () => {
      expect(meanError('tokensPerSecond', table)).toBeLessThan(0.1);
    });

    it('a table of NVIDIA NIM that was not fitted is met in time per token within 10 % on average', () => {
      expect(meanError('itl', table)).toBeLessThan(0.1);
    });

    // Two sides of one fact: half the bits for a token are twice the tokens and half the reading.
    it('a table of NVIDIA NIM needs the cache read at half the cost, not only twice the capacity', () => {
      const { perContextKilotoken } = engineNamed('llama-70b-h100x2');
      const half = engineNamed('llama-70b-h100x2-fp8-cache');
      expect(meanError('itl', nimTable({ ...half, perContextKilotoken }))).toBeGreaterThan(0.15);
    });

    it('a table of NVIDIA NIM has the same knee: TTFT jumps between 50 and 100 users', () => {
      const at = (users: number): number =>
        table.model.find(({ concurrency }) => concurrency === users)?.ttft ?? Number.NaN;
      expect(at(100) / at(50)).toBeGreaterThan(5);
      expect(at(50) / at(25)).toBeLessThan(2);
    });
  },
);

describe.skipIf(!haveMeasurements)('table of OCI with limited slots (needs ../shared/data)', () => {
  const table = haveMeasurements ? ociTable() : { real: [], model: [] };

  it('a table of OCI with limited slots is met in time per token within 10 % on average', () => {
    expect(table.real).toHaveLength(9);
    expect(meanError('itl', table)).toBeLessThan(0.1);
  });

  it('a table of OCI with limited slots is met in throughput within 10 % on average', () => {
    expect(meanError('tokensPerSecond', table)).toBeLessThan(0.1);
  });

  it('a table of OCI with limited slots has constant throughput from 32 users on, and rising waits', () => {
    const full = table.model.filter(({ concurrency }) => concurrency >= 32);
    const rates = full.map(({ tokensPerSecond }) => tokensPerSecond);
    expect(Math.max(...rates) / Math.min(...rates)).toBeLessThan(1.03);
    const waits = full.map(({ ttft }) => ttft);
    expect(waits.slice(1)).toEqual(waits.slice(1).toSorted((a, b) => a - b));
    expect(waits[3] ?? 0).toBeGreaterThan(50_000);
  });
});

describe.skipIf(!haveMeasurements)(
  'table of OCI with one shared batch (needs ../shared/data)',
  () => {
    const table = haveMeasurements
      ? ociTable('command-r-plus-08-2024', 'shared-192')
      : { real: [], model: [] };

    it('a table of OCI with one shared batch is met in time per token and in throughput within 10 % on average', () => {
      expect(table.real).toHaveLength(9);
      expect(meanError('itl', table)).toBeLessThan(0.1);
      expect(meanError('tokensPerSecond', table)).toBeLessThan(0.1);
    });

    it('a table of OCI with one shared batch slows every stream, and gains less by each doubling', () => {
      const speeds = table.model.map(({ itl }) => itl);
      expect(speeds).toEqual(speeds.toSorted((a, b) => a - b));
      const gains = table.model
        .slice(1)
        .map(({ tokensPerSecond }, i) => tokensPerSecond / (table.model[i]?.tokensPerSecond ?? 0));
      expect(gains).toEqual(gains.toSorted((a, b) => b - a));
      expect(gains[0]).toBeGreaterThan(1.8);
      expect(gains.at(-1)).toBeLessThan(1.3);
    });
  },
);

import { describe, expect, it } from 'vitest';
import { compare } from '../../../src/report/summary/comparison.ts';
import { sampleResult } from '../sample-result.ts';

function cell(column: number, target: string, result = sampleResult) {
  return compare(result).rows.find((row) => row.target === target)?.cells[column];
}

const NAMES = compare(sampleResult).columns;

describe('a comparison', () => {
  it('has one cell for each column in every row', () => {
    for (const { cells } of compare(sampleResult).rows) expect(cells).toHaveLength(NAMES.length);
  });

  it('greys a percentile with too few samples', () => {
    expect(cell(NAMES.indexOf('p99'), 'nova')).toEqual({ text: '2.2 s', faint: true });
    expect(cell(NAMES.indexOf('p99'), 'haiku')).toEqual({ text: '3.62 s' });
  });

  it('marks the lowest cost of passing targets, not of all', () => {
    const column = NAMES.indexOf('$ per month');
    expect(cell(column, 'haiku')).toEqual({ text: '$1,240', best: true });
    expect(cell(column, 'nova')).toEqual({ text: '$215' });
  });

  it('marks all targets of a tie', () => {
    const targets = sampleResult.targets.flatMap((target) =>
      target.name === 'haiku' ? [target, { ...target, name: 'twin' }] : [target],
    );
    const column = NAMES.indexOf('$ per month');
    const tied = { ...sampleResult, targets };
    expect(cell(column, 'haiku', tied)).toMatchObject({ best: true });
    expect(cell(column, 'twin', tied)).toMatchObject({ best: true });
  });

  it('never marks an unknown cost, even if only its target passes', () => {
    const targets = sampleResult.targets
      .filter(({ name }) => name === 'partner-api')
      .map((target) => ({ ...target, verdict: 'pass' as const }));
    const row = compare({ ...sampleResult, targets }).rows[0];
    expect(row?.cells.filter(({ best }) => best === true)).toEqual([]);
    expect(row?.cells.map(({ text }) => text)).toContain('unknown (at least $79.00)');
  });

  it('has a column for tenant leaks only where there are any', () => {
    expect(NAMES).toContain('tenant leaks');
    expect(cell(NAMES.indexOf('tenant leaks'), 'llama')).toEqual({ text: '3', alarm: true });
    const clean = sampleResult.targets.filter(({ name }) => name !== 'llama');
    expect(compare({ ...sampleResult, targets: clean }).columns).not.toContain('tenant leaks');
  });

  it('shows a metric without samples as absent and not as zero', () => {
    const targets = sampleResult.targets.map((target) => ({ ...target, metrics: {} }));
    expect(cell(0, 'haiku', { ...sampleResult, targets })).toEqual({ text: '–' });
  });
});

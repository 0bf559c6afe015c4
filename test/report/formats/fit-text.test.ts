import { expect, it } from 'vitest';
import { renderFit } from '../../../src/report/formats/fit-text.ts';
import { plainEngine } from '../../serving/plain-engine.ts';

it('the text of a fit shows measured and fitted values, and how to use the profile', () => {
  const provenance = { status: 'measured', source: 'A run.', assumed: ['kvTokens'] } as const;
  const text = renderFit(
    {
      profile: { ...plainEngine, provenance },
      observations: 80,
      errors: [{ metric: 'ttft', percentile: 95, measured: 400, fitted: 420, error: 0.05 }],
      meanError: 0.05,
    },
    'rag-endpoint',
    'rag.profile.json',
  );
  expect(text).toContain('engine profile of rag-endpoint, fitted to 80 answers');
  expect(text).toMatch(/p95 ttft +400 ms +420 ms +5 %/);
  expect(text).toContain('assumed: kvTokens');
  expect(text).toContain("emulator: { profiles: { 'rag-endpoint': 'rag.profile.json' } }");
});

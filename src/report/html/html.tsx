import { createHash } from 'node:crypto';
import { render } from 'preact-render-to-string';
import { undecided } from '../notes/undecided.ts';
import type { RunResult } from '../result/result.ts';
import { sanitize } from '../text/sanitize.ts';
import { Page } from './page.tsx';
import { STYLE } from './parts/style.ts';

/**
 * Renders the HTML report: one file without scripts or requests, readable from disk, on a phone, in
 * dark mode and on paper.
 *
 * Answers of models are untrusted input. The renderer escapes all text, and the page's Content
 * Security Policy allows only the style sheet with this hash.
 */
export function renderHtml(measured: RunResult): string {
  const result = undecided(measured);
  const hash = createHash('sha256').update(STYLE).digest('base64');
  const policy = [
    "default-src 'none'",
    `style-src 'sha256-${hash}'`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  // Sanitizes the whole page, so that no part is left out.
  return sanitize(`<!doctype html>\n${render(<Page result={result} policy={policy} />)}\n`);
}

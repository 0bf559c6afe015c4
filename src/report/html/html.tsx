import { createHash } from 'node:crypto';
import { render } from 'preact-render-to-string';
import { undecided } from '../notes/undecided.ts';
import type { RunResult } from '../result/result.ts';
import { sanitize } from '../text/sanitize.ts';
import { Page } from './page.tsx';
import { STYLE } from './parts/style.ts';

/**
 * An HTML report is one file that opens from disk: no script, no request to anywhere, readable on a
 * phone, in the dark and on paper.
 *
 * Answers of models are hostile input. Every text is escaped by the renderer, and the page's own
 * policy forbids everything but the one style sheet with this hash, should an escape ever fail.
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
  // Over the finished page, so that no part of it can forget.
  return sanitize(`<!doctype html>\n${render(<Page result={result} policy={policy} />)}\n`);
}

import type { VNode } from 'preact';
import type { RunResult } from '../result/result.ts';
import { focusTarget } from '../summary/focus-target.ts';
import { sanitizeLine } from '../text/sanitize.ts';
import { verdictLabel } from '../text/verdict-label.ts';
import { Glossary } from './glossary.tsx';
import { icon } from './parts/icon.ts';
import { STYLE } from './parts/style.ts';
import { ComparisonTable } from './sections/comparison-table.tsx';
import { CostSection } from './sections/cost-section.tsx';
import { Failures } from './sections/failures.tsx';
import { Method } from './sections/method.tsx';
import { QualitySection } from './sections/quality-section.tsx';
import { RouteTable } from './sections/route-table.tsx';
import { SpeedSection } from './sections/speed-section.tsx';
import { ThresholdTable } from './sections/threshold-table.tsx';
import { Tiles } from './sections/tiles.tsx';
import { VerdictBanner } from './sections/verdict-banner.tsx';

/** The whole report: verdict, results by question, then method. */
export function Page({ result, policy }: { result: RunResult; policy: string }): VNode {
  const focus = focusTarget(result);
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content={policy} />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="referrer" content="no-referrer" />
        <meta name="robots" content="noindex" />
        <title>{sanitizeLine(result.headline)}</title>
        <link rel="icon" href={icon(verdictLabel(result.verdict).tone)} />
        {/* The one raw text of the page: a constant of ours, which the policy pins by its hash. */}
        <style dangerouslySetInnerHTML={{ __html: STYLE }} />
      </head>
      <body>
        <main>
          <VerdictBanner result={result} />
          {focus !== undefined && <Tiles result={result} target={focus} />}
          <Contents />
          <ComparisonTable result={result} />
          <RouteTable targets={result.targets} />
          <SpeedSection result={result} focus={focus} />
          <CostSection result={result} />
          <QualitySection result={result} />
          <Failures result={result} />
          <ThresholdTable result={result} />
          <Method result={result} />
          <Glossary />
        </main>
      </body>
    </html>
  );
}

const QUESTIONS = [
  ['compare', 'Comparison'],
  ['speed', 'Speed'],
  ['cost', 'Cost'],
  ['quality', 'Quality'],
  ['failures', 'Failures'],
  ['objectives', 'Objectives'],
  ['method', 'Method'],
  ['words', 'Words'],
] as const;

function Contents(): VNode {
  return (
    <nav aria-label="Contents">
      {QUESTIONS.map(([id, name]) => (
        <a href={`#${id}`}>{name}</a>
      ))}
    </nav>
  );
}

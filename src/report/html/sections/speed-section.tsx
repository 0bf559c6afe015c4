import type { VNode } from 'preact';
import { targetNotes } from '../../notes/target-notes.ts';
import type { RunResult, TargetResult } from '../../result/result.ts';
import { sanitizeLine } from '../../text/sanitize.ts';
import { LatencyChart } from '../charts/latency-chart.tsx';
import { OutcomeTimeline } from '../charts/outcome-timeline.tsx';
import { PercentileCurve } from '../charts/percentile-curve.tsx';
import { NoteList } from '../parts/note-list.tsx';
import { ServerTable } from './server-table.tsx';

/** Section "Is it fast enough?": times by percentile, then times and outcomes over the run. */
export function SpeedSection(props: { result: RunResult; focus: TargetResult | undefined }): VNode {
  const { targets } = props.result;
  const others = targets.filter((target) => target !== props.focus);
  const id = (target: TargetResult): string => String(targets.indexOf(target));
  return (
    <section id="speed">
      <h2>Is it fast enough?</h2>
      <p class="lead">
        Times count from when each request should have left, so a wait for a busy service is inside.
        The ring marks an objective: a curve must pass below it.
      </p>
      <div class="pair">
        <PercentileCurve metric="ttft" title="Wait for the first word" targets={targets} />
        <PercentileCurve metric="latency" title="Wait for the whole answer" targets={targets} />
      </div>
      <NoteList
        notes={props.result.targets.flatMap((target) =>
          targetNotes(target).map((noteText) => [target.name, noteText] as const),
        )}
      />
      {props.focus !== undefined && <OverTime target={props.focus} id={id(props.focus)} />}
      {others.length > 0 && (
        <details class="others">
          <summary>
            Over time: {others.map(({ name }) => sanitizeLine(name, 40)).join(', ')}
          </summary>
          {others.map((target) => (
            <OverTime target={target} id={id(target)} />
          ))}
        </details>
      )}
      <ServerTable result={props.result} />
    </section>
  );
}

function OverTime({ target, id }: { target: TargetResult; id: string }): VNode {
  return (
    <div class="pair">
      <LatencyChart target={target} id={id} />
      <OutcomeTimeline target={target} id={id} />
    </div>
  );
}

import type { VNode } from 'preact';
import { formatQuantity } from '../../../metrics/catalogue/format-quantity.ts';
import { OUTCOMES } from '../../../sample/outcome.ts';
import { formatDuration } from '../../../time/duration.ts';
import { calibrationNotes } from '../../notes/calibration-notes.ts';
import { countNotes } from '../../notes/count-notes.ts';
import { datasetNotes } from '../../notes/dataset-notes.ts';
import { loadGeneratorFacts } from '../../notes/load-generator-facts.ts';
import { rerunCommand } from '../../notes/rerun-command.ts';
import { transportWords, transportNotes } from '../../notes/transport-notes.ts';
import { servedBy, servedByShort, endpointWords } from '../../result/endpoint-words.ts';
import { stableJson } from '../../result/json.ts';
import type { RunResult } from '../../result/result.ts';
import { formatDollars } from '../../text/money.ts';
import { OUTCOME_WORDS } from '../../text/outcome-word.ts';
import { runDate } from '../../text/run-date.ts';
import { sanitize, sanitizeLine } from '../../text/sanitize.ts';
import { Table } from '../parts/table.tsx';

/** Everything that is needed to repeat and to check the measurement. */
export function Method({ result }: { result: RunResult }): VNode {
  const repeat = rerunCommand(result);
  return (
    <section id="method">
      <h2>How was this measured?</h2>
      {result.description !== '' && <p class="lead">{sanitizeLine(result.description)}</p>}
      <Table
        caption="Method and environment"
        columns={[{ name: 'What' }, { name: 'Value', wrap: true }]}
        rows={facts(result).map(([name, value]) => [name, sanitizeLine(value)])}
      />
      <h3>How every request ended</h3>
      <Outcomes result={result} />
      {repeat !== undefined && (
        <>
          <h3>To do it again</h3>
          <pre>{sanitize(repeat)}</pre>
        </>
      )}
      <details>
        <summary>The scenario as it ran</summary>
        <pre>{sanitize(stableJson(result.scenario))}</pre>
      </details>
    </section>
  );
}

function facts(result: RunResult): readonly (readonly [string, string])[] {
  const { environment, dataset, judge, budget, demand } = result;
  const cap = budget.run === undefined ? 'no cap' : `cap ${formatDollars(budget.run)}`;
  const skipped = formatQuantity(dataset.skippedRows, 'count');
  return [
    ['Run', result.id],
    ['Started', `${runDate(result.startedAt)}, for ${formatDuration(result.durationMs)}`],
    ['Endpoint', servedByShort(result)],
    ...result.targets.map((target) => {
      const facts = [target.kind, target.model, transportWords(target), ...servedBy(target)];
      return [
        `Target ${sanitizeLine(target.name, 40)}`,
        facts.filter((fact) => fact !== undefined).join(', '),
      ] as const;
    }),
    ...(demand === undefined
      ? []
      : [
          [
            'Demand',
            `${formatQuantity(demand.queriesPerDay, 'count')} queries a day, profile ${demand.profile}`,
          ] as const,
        ]),
    [
      'Dataset',
      `${dataset.file}, ${formatQuantity(dataset.rows, 'count')} rows, ${skipped} skipped, sha256 ${dataset.sha256}`,
    ],
    ...datasetNotes(result).map((sentence) => ['How rows were read', sentence] as const),
    [
      'Judge',
      judge === undefined
        ? 'none'
        : `${judge.standIn ? 'a stand-in, not a language model, in place of ' : ''}${[judge.model, ...(judge.answerers ?? []).map(endpointWords)].join(', ')}, ${formatQuantity(judge.judged, 'count')} answers, ${formatDollars(judge.costUsd)}`,
    ],
    ['Spent', `${formatDollars(result.spent, result.spentAtLeast, result.spentAtMost)}, ${cap}`],
    ['Seed', String(environment.seed)],
    [
      'Software',
      [
        `proofload ${environment.proofload}`,
        `Node ${environment.node}`,
        ...Object.entries(environment.sdk).map(([name, version]) => `${name} ${version}`),
      ].join(', '),
    ],
    ['Machine', `${environment.platform}, ${environment.cpus} CPUs`],
    ...(result.client === undefined ? [] : loadGeneratorFacts(result.client)),
    ...calibrationNotes(result).map((sentence) => ['Client error', sentence] as const),
    ...transportNotes(result).map((sentence) => ['On the wire', sentence] as const),
    ...countNotes(result).map((sentence) => ['Token counts', sentence] as const),
    ...(environment.workers === undefined
      ? []
      : [['Load generators', `${environment.workers} processes on this machine`] as const]),
  ];
}

function Outcomes({ result }: { result: RunResult }): VNode {
  const seen = OUTCOMES.filter((outcome) =>
    result.targets.some(({ outcomes }) => (outcomes[outcome] ?? 0) > 0),
  );
  return (
    <Table
      caption="How every request ended"
      columns={[
        { name: 'How it ended' },
        ...result.targets.map(({ name }) => ({
          name: sanitizeLine(name, 40),
          side: 'right' as const,
        })),
      ]}
      rows={seen.map((outcome) => [
        OUTCOME_WORDS[outcome],
        ...result.targets.map(({ outcomes }) => formatQuantity(outcomes[outcome] ?? 0, 'count')),
      ])}
    />
  );
}

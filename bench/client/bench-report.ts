import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';

/** A BenchReport is what a bench prints, and leaves in bench/results as Markdown and as JSON. */
export interface BenchReport {
  readonly name: string;
  readonly title: string;
  /** How the figures came about, a sentence each. */
  readonly notes: readonly string[];
  readonly tables: readonly Table[];
  /** Every figure, for machines. */
  readonly figures: unknown;
}

export interface Table {
  readonly title: string;
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** Prints the report and writes it; returns nothing but trouble. */
export function publish(report: BenchReport, directory = 'bench/results'): void {
  const machine = {
    cpu: cpus()[0]?.model ?? 'unknown',
    cpus: cpus().length,
    node: process.versions.node,
    platform: process.platform,
    /** Of the last minute, when the bench ended: others' work makes every time worse. */
    load: loadavg()[0] ?? 0,
    at: new Date().toISOString(),
  };
  const text = markdown(report, machine);
  process.stdout.write(text);
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, `${report.name}.md`), text);
  const json = { name: report.name, machine, figures: report.figures };
  writeFileSync(join(directory, `${report.name}.json`), `${JSON.stringify(json, undefined, 2)}\n`);
}

function markdown(
  { title, notes, tables }: BenchReport,
  {
    cpu,
    cpus,
    node,
    load,
    at,
  }: { cpu: string; cpus: number; node: string; load: number; at: string },
): string {
  const machine = `${cpus} × ${cpu}, Node ${node}, load average ${load.toFixed(1)}, ${at}.`;
  return [
    `# ${title}`,
    '',
    machine,
    '',
    ...notes.map((note) => `- ${note}`),
    ...tables.flatMap((table) => ['', `## ${table.title}`, '', ...rowsOf(table)]),
    '',
  ].join('\n');
}

function rowsOf({ header, rows }: Table): string[] {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(header), line(header.map(() => '---')), ...rows.map(line)];
}

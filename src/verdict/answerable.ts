import type { Query } from '../dataset/query/query.ts';
import type { Tags } from '../metrics/catalogue/selector.ts';
import { nearest } from '../problem/nearest.ts';
import { OUTCOMES } from '../sample/outcome.ts';
import type { Load } from '../scenario/load/load.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { routesOf } from '../scenario/target/target-spec.ts';
import type { Threshold } from './threshold.ts';

/** Why a threshold can never have data, and what to do. */
export interface Complaint {
  readonly message: string;
  readonly remedy: string;
}

type Asked = Pick<Scenario, 'targets' | 'loads' | 'dataset' | 'tags' | 'judge' | 'demand'>;

/** Metrics made of a judge's scores. */
const JUDGED: ReadonlySet<string> = new Set(['quality', 'quality_pass', 'judge_errors', 'judged']);

/** Metrics with one value per target. */
const WHOLE: ReadonlySet<string> = new Set(['cost_per_1k', 'cost_per_month', 'cold']);

/**
 * Returns why a threshold can never have data; undefined if it can, or if that is not certain.
 * Without queries, tags of rows are not checked.
 */
export function unanswerable(
  threshold: Threshold,
  scenario: Asked,
  queries: readonly Query[] | undefined,
): Complaint | undefined {
  const { metric, tags } = threshold.selector;
  const { criterion, ...others } = tags;
  if (JUDGED.has(metric)) {
    const complaint = withoutJudge(scenario, criterion, queries);
    if (complaint !== undefined) return complaint;
  }
  if (metric === 'cost_per_month' && scenario.demand === undefined) {
    const remedy = 'Add demand, as in demand: 50000/day, or set a threshold on cost_per_1k.';
    return { message: 'the scenario has no demand, so there is no monthly bill', remedy };
  }
  return withoutTags(JUDGED.has(metric) ? others : tags, WHOLE.has(metric), scenario, queries);
}

function withoutJudge(
  { judge }: Asked,
  name: string | undefined,
  queries: readonly Query[] | undefined,
): Complaint | undefined {
  if (judge === undefined) {
    const remedy = 'Add a judge, or leave the threshold out.';
    return { message: 'the scenario has no judge, so no answer is scored', remedy };
  }
  const names = judge.criteria.map((criterion) => criterion.name);
  const meant = judge.criteria.filter((criterion) => criterion.name === (name ?? criterion.name));
  if (name !== undefined && meant.length === 0) {
    return { message: `the judge has no criterion "${name}"`, remedy: didYouMean(name, names) };
  }
  const blind = meant.every(({ needs }) => needs.includes('reference'));
  if (!blind || queries?.some(({ reference }) => reference !== undefined) !== false)
    return undefined;
  const remedy = 'Add a column reference, or map one to it by dataset.columns.';
  return { message: 'its criteria need a reference, and no row of the dataset has one', remedy };
}

function withoutTags(
  tags: Tags,
  isWhole: boolean,
  scenario: Asked,
  queries: readonly Query[] | undefined,
): Complaint | undefined {
  const sources = Object.values(scenario.loads).map((load) => new Source(load, scenario, queries));
  const alone = Object.keys(tags).find((key) => isWhole && key !== 'target');
  if (alone !== undefined) {
    const remedy = `Leave "${alone}" out.`;
    return { message: `it is one figure of a target and has no tag "${alone}"`, remedy };
  }
  if (sources.some((source) => source.makes(tags))) return undefined;
  for (const [key, value] of Object.entries(tags)) {
    if (sources.some((source) => source.makes({ [key]: value }))) continue;
    const values = [...new Set(sources.flatMap((source) => source.valuesOf(key)))];
    if (values.length > 0) {
      const message = `no load, target, row or setting gives the tag "${key}" the value "${value}"`;
      return { message, remedy: didYouMean(value, values) };
    }
    const keys = [...new Set(sources.flatMap((source) => source.keys()))];
    const message = `no load, target, row or setting gives a tag "${key}"`;
    return { message, remedy: didYouMean(key, keys) };
  }
  const message = 'no request can carry all of its tags at once';
  return { message, remedy: 'Select by fewer of them.' };
}

function didYouMean(word: string, known: readonly string[]): string {
  const near = nearest(word, known);
  if (near !== undefined) return `Did you mean "${near}"?`;
  const shown = known.slice(0, 12);
  return `There is ${shown.join(', ')}${shown.length < known.length ? ' and more' : ''}.`;
}

const TOKEN_SOURCES = ['reported', 'counted', 'estimated', 'unknown'];

/** Tags of one load's samples: those that all have, and those that depend on the row. */
class Source {
  /** Tags that do not depend on rows, each with all its possible values. */
  readonly #given: ReadonlyMap<string, readonly string[]>;
  readonly #rows: readonly Tags[] | undefined;
  readonly #open: ReadonlySet<string>;

  constructor(load: Load, scenario: Asked, queries: readonly Query[] | undefined) {
    const { sessions } = scenario.dataset;
    const spec = scenario.targets[load.target];
    const routes = spec === undefined ? [] : routesOf(spec);
    this.#given = new Map<string, readonly string[]>([
      ...Object.entries(load.tags).map(([key, value]) => [key, [value]] as const),
      ...(routes.length === 0 ? [] : [['route', routes] as const]),
      ['scenario', [load.name]],
      ['target', [load.target]],
      ['outcome', OUTCOMES],
      ['phase', ['measured']],
      ['token_source', TOKEN_SOURCES],
    ]);
    this.#rows = queries?.map((query) => ({
      ...scenario.tags,
      ...query.tags,
      ...(query.tenant === undefined ? {} : { tenant: query.tenant }),
    }));
    this.#open = new Set(['stop_reason', ...(sessions === undefined ? [] : ['turn'])]);
  }

  /** Returns whether one sample can have all of these tags. */
  makes(tags: Tags): boolean {
    const ofRows: [string, string][] = [];
    for (const [key, value] of Object.entries(tags)) {
      const given = this.#given.get(key);
      if (given === undefined) ofRows.push([key, value]);
      else if (!given.includes(value)) return false;
    }
    const asked = ofRows.filter(([key]) => !this.#open.has(key));
    if (asked.length === 0 || this.#rows === undefined) return true;
    return this.#rows.some((row) => asked.every(([key, value]) => row[key] === value));
  }

  valuesOf(key: string): readonly string[] {
    return this.#given.get(key) ?? (this.#rows ?? []).flatMap((row) => row[key] ?? []);
  }

  keys(): readonly string[] {
    const ofRows = (this.#rows ?? []).flatMap((row) => Object.keys(row));
    return [...this.#given.keys(), ...this.#open, ...ofRows];
  }
}

import { estimateGood, estimateQuality, JUDGED_METRICS } from '../../judge/quality-estimate.ts';
import type { Score } from '../../judge/score.ts';
import { formatSelector, matches, type Selector } from '../../metrics/catalogue/selector.ts';
import type { Metrics } from '../../metrics/metrics.ts';
import type { Scenario } from '../../scenario/scenario.ts';

/** Parts of the state that are used. */
interface Settled {
  readonly scenario: Scenario;
  readonly metrics: Metrics;
}

/** Returns a score with the tags of its answer and criterion. */
interface TaggedScore {
  readonly score: Score;
  readonly tags: Readonly<Record<string, string>>;
  readonly inTime: boolean;
}

/** Records scores as metrics: quality in all its forms, and the share of good answers. */
export function recordQuality(state: Settled, scores: readonly Score[]): void {
  const tagged = scores.map((score) => withTags(state, score));
  for (const target of Object.keys(state.scenario.targets)) {
    const own = tagged.filter(({ score }) => score.target === target);
    settleTarget(state, target, own);
  }
}

function settleTarget({ metrics }: Settled, target: string, own: readonly TaggedScore[]): void {
  for (const metric of JUDGED_METRICS) {
    for (const selector of metrics.selectorsOf(metric)) {
      const chosen = select(own, selector);
      metrics.estimate(selector, target, estimateQuality(metric, chosen));
    }
  }
  for (const selector of metrics.selectorsOf('good')) {
    const counted = metrics.find(formatSelector(selector), target);
    if (counted?.type !== 'rate') continue;
    const inTime = own.filter((each) => each.inTime);
    metrics.estimate(selector, target, estimateGood(counted, select(inTime, selector)));
  }
}

function select(scores: readonly TaggedScore[], selector: Selector): readonly Score[] {
  return scores.flatMap(({ score, tags }) => (matches(selector, tags) ? [score] : []));
}

function withTags({ metrics }: Settled, score: Score): TaggedScore {
  const { tags = {}, inTime = false } = metrics.markOf(score) ?? {};
  return { score, tags: { ...tags, criterion: score.criterion }, inTime };
}

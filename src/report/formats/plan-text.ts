import { formatQuantity } from '../../metrics/catalogue/format-quantity.ts';
import { isConclusive } from '../../plan/measurement.ts';
import type { PlanOption } from '../../plan/option.ts';
import type { Plan } from '../../plan/plan.ts';
import { formatDollars } from '../text/money.ts';
import { sanitizeLine } from '../text/sanitize.ts';
import { wrapText } from '../text/wrap-text.ts';

/** Formats a plan for a terminal: the recommendation, then its basis. */
export function renderPlan(plan: Plan, width = 80): string {
  const lines: string[] = [];
  const say = (text: string, indent = ' '): void => {
    for (const line of wrapText(sanitizeLine(text), width - indent.length)) {
      lines.push(indent + line);
    }
  };
  const list = (title: string, sentences: readonly string[]): void => {
    if (sentences.length === 0) return;
    lines.push('', ` ${title}`);
    for (const sentence of sentences) say(sentence, '   ');
  };

  say(plan.recommendation.sentence);
  for (const reason of plan.recommendation.because) say(reason, '   ');
  list('Traffic', [trafficSentence(plan)]);
  list('Options', plan.options.flatMap(optionSentences));
  const conclusive = isConclusive(plan);
  list(
    conclusive ? 'Ways into the budget' : 'Ways into the budget, by token counts alone',
    plan.levers.map(({ sentence }) => sentence),
  );
  list(
    'Provisioned units',
    plan.breakEven.map(({ sentence }) => sentence),
  );
  list(
    'What moves the bill',
    plan.sensitivity.map(
      ({ input, perMonthLow, perMonthHigh }) =>
        `${input}: ${formatDollars(perMonthLow)} to ${formatDollars(perMonthHigh)} a month`,
    ),
  );
  list('Not tested', plan.notTested);
  return `${lines.join('\n')}\n`;
}

function trafficSentence({ demand, peak, peakToMean }: Plan): string {
  return (
    `${demand.queriesPerDay.toLocaleString('en-US')} queries a day are ` +
    `${formatQuantity(peak.meanPerSecond, 'per_second')} on average and ` +
    `${formatQuantity(peak.perSecond, 'per_second')} in the busiest hour (${peakToMean.toFixed(2)} times the mean, profile "${demand.profile}"); ` +
    `its busiest minutes bring ${peak.steadyMinute} queries if they come at random, ${peak.burstyMinute} if in bursts.`
  );
}

function burndownOf({
  burndown,
  burndownAssumed,
}: NonNullable<PlanOption['tokensPerMinute']>): string {
  if (burndownAssumed) return ` (burndown ${burndown}, assumed)`;
  return burndown === 1 ? '' : ` (burndown ${burndown})`;
}

const OBJECTIVES: Readonly<Record<PlanOption['objectives'], string>> = {
  pass: 'pass',
  fail: 'fail',
  inconclusive: 'inconclusive',
  'no-data': 'no data',
  none: 'none set but on cost',
  unproven: 'not shown by this run',
  unanswered: 'arrivals left unanswered',
};

function optionSentences(option: PlanOption): string[] {
  const { target, perMonth, perMonthInterval, fixedPerMonth, tokensPerMinute, inFlight } = option;
  const range =
    perMonthInterval === undefined
      ? ''
      : ` (${formatDollars(perMonthInterval.low)} to ${formatDollars(perMonthInterval.high)} by how its answers' costs vary)`;
  const facts = [
    `${target}: ${formatDollars(perMonth)} a month${range}, of it ${formatDollars(fixedPerMonth)} fixed`,
    `objectives: ${OBJECTIVES[option.objectives]}`,
    ...(tokensPerMinute === undefined
      ? []
      : [
          `busiest minutes take ${formatQuantity(tokensPerMinute.burst.reserved, 'tokens')} tokens a minute reserved, ${formatQuantity(tokensPerMinute.burst.settled, 'tokens')} settled${burndownOf(tokensPerMinute)}`,
        ]),
    ...(inFlight === undefined ? [] : [`${inFlight.busiestHour.toFixed(1)} in flight at the peak`]),
  ];
  return [`${facts.join('; ')}.`, ...option.caveats.map((caveat) => `– ${caveat}`)];
}

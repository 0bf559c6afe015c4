import type { VNode } from 'preact';

const WORDS: readonly (readonly [string, string])[] = [
  [
    'Latency',
    'How long a user waits for the whole answer, counted from when the request should have left. If we were late in sending it, that wait is inside. Who got no answer counts as waiting longer than everyone else.',
  ],
  ['ttft', 'Time to first token: how long until the first word of the answer can be read.'],
  [
    'Socket',
    'Where the bytes of an answer arrive. All times are taken there, before any program has read the bytes.',
  ],
  [
    'Decoder',
    'The part of a program that makes words of those bytes. The AWS SDK brings one, and an application sees a word only once it is done.',
  ],
  [
    'Session, connection',
    'A line to the service that is set up before anything can be asked. A warm one is set up already; a new one makes its request wait.',
  ],
  [
    'p50, p95, p99',
    'Percentiles. 50, 95 or 99 of 100 answers came within this time; the rest took longer. p95 is what an unlucky user sees.',
  ],
  [
    '≥ 5 s',
    'At least 5 seconds: the figure falls on requests that waited so long and got no answer.',
  ],
  [
    '95 % interval',
    'The range in which the true value lies, as far as this many samples can tell. The more samples, the narrower; samples that depend on each other, as behind a queue, count for fewer.',
  ],
  ['n', 'How many requests or answers a figure rests on.'],
  ['Objective', 'A limit that was set before the run: what counts as good enough.'],
  ['Meets, Misses', 'The figure is on the right side of its objective, or on the wrong one.'],
  [
    'Not sure yet',
    'There are too few samples to say, too much of the figure is unknown, or the measurement is invalid. It is neither a pass nor a failure.',
  ],
  ['No data', 'Nothing was measured. That is not a pass.'],
  [
    'Measurement valid',
    'Whether the test machine itself kept up. If it did not, the figures describe the test and not the service.',
  ],
  ['Throttled', 'The service refused a request for now, because a rate limit was reached.'],
  [
    'Failed',
    'A request that brought no whole answer, for whatever reason; never left out of a figure.',
  ],
  [
    'Quality',
    'How well answers do on stated criteria, from 0 to 1, as a judge scores a random sample of them. Empty answers earn the lowest score.',
  ],
  [
    'Judge error, bounds',
    'An answer that the judge failed to score. Its score is unknown: the bounds are the figure if all of these are bad, and if all are good.',
  ],
  [
    'Tenant leak',
    "An answer to one customer that holds another customer's secret marker. One is too many.",
  ],
  ['Token', 'The unit that models read, write and charge by; about four characters of English.'],
];

/** Explains the terms of the report to readers without experience in load tests. */
export function Glossary(): VNode {
  return (
    <section id="words">
      <h2>Words</h2>
      <dl>
        {WORDS.map(([word, meaning]) => (
          <div>
            <dt>{word}</dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

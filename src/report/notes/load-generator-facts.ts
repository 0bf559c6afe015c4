import {
  formatCount,
  formatMs,
  formatQuantity,
  formatScore,
  formatShare,
} from '../../metrics/catalogue/format-quantity.ts';
import type { ClientHealth } from '../../verdict/client-health.ts';

/** One figure of the load generator: its name, and its value as a sentence without a full stop. */
type LoadGeneratorFact = readonly [name: string, fact: string];

/** Returns the figures on which the validity is based. */
export function loadGeneratorFacts(client: ClientHealth): readonly LoadGeneratorFact[] {
  const { offered, late, dropped, chunks, readsShared } = client;
  return [
    [
      'Load put on',
      `${formatCount(offered)} requests due, ${formatCount(dropped)} found no slot, ${formatCount(late)} sent far too late; lateness p99 ${formatMs(client.latenessP99)}`,
    ],
    [
      'Load generator',
      `busy ${formatShare(client.elu)} of the time, ${formatShare(client.eluMax)} at its worst; ${formatQuantity(client.cpu, 'score')} cores; event-loop delay p99 ${formatMs(client.loopDelayP99)}; longest garbage collection ${formatMs(client.gcPauseMax)}`,
    ],
    ...(client.workers === undefined ? [] : [workerFact(client.workers)]),
    ...(client.slotWait === undefined ? [] : [slotFact(client.slotWait)]),
    ['Connections', connections(client)],
    ...(chunks === 0
      ? []
      : [
          [
            'Chunks',
            `${formatShare(readsShared / chunks)} came in one read with an earlier one`,
          ] as const,
        ]),
    ...client.loads.map(({ name, law }): LoadGeneratorFact => [
      `In flight, ${name}`,
      `${formatScore(law.inFlight)} on the mean; rate times time makes ${formatScore((law.rate * law.residence) / 1000)}`,
    ]),
  ];
}

function workerFact({
  asked,
  used,
  processors,
}: NonNullable<ClientHealth['workers']>): LoadGeneratorFact {
  const idle = asked > used ? `; ${asked} were asked for, more than the load has users` : '';
  const crowded = used > processors ? '; more workers than processors wait for each other' : '';
  return ['Workers', `${used} on ${processors} processors${idle}${crowded}`];
}

function slotFact({
  p50,
  p95,
  share: part,
}: NonNullable<ClientHealth['slotWait']>): LoadGeneratorFact {
  return [
    'Wait for a slot',
    `${formatMs(p50)} at the median, ${formatMs(p95)} at the p95; ${formatShare(part)} of the time that arrivals took`,
  ];
}

function connections({ openedInWindow, openedByDesign = 0, handshake }: ClientHealth): string {
  const opened =
    openedInWindow === 0
      ? 'none opened while measuring'
      : `${formatCount(openedInWindow)} opened while measuring, ${formatMs(handshake)} each`;
  if (openedByDesign === 0) return opened;
  return `${opened}, but for ${formatCount(openedByDesign)} by transport http2-each`;
}

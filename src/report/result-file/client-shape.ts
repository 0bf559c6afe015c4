import { z } from 'zod';
import type { ClientHealth } from '../../verdict/client-health.ts';
import type { Members } from './shape-part.ts';

const BARRIERS = ['dns', 'certificate', 'tls', 'proxy', 'refused', 'network', 'sockets'] as const;

/** Schema of the load generator's health. */
export const client = z.looseObject({
  duration: z.number().exactOptional(),
  elu: z.number(),
  eluMax: z.number(),
  cpu: z.number(),
  starved: z.number(),
  loopDelayP99: z.number(),
  gcPauseMax: z.number(),
  gcShare: z.number(),
  clockStep: z.number(),
  workers: z
    .looseObject({ asked: z.number(), used: z.number(), processors: z.number() })
    .exactOptional(),
  heldBack: z
    .looseObject({ waited: z.number(), dropped: z.number(), unrepeated: z.number() })
    .exactOptional(),
  latenessP99: z.number(),
  latencyP50: z.number().exactOptional(),
  ttftP50: z.number().exactOptional(),
  slotWait: z
    .looseObject({
      loads: z.array(z.string()),
      share: z.number(),
      p50: z.number(),
      p95: z.number(),
    })
    .exactOptional(),
  offered: z.number(),
  late: z.number(),
  dropped: z.number(),
  openedInWindow: z.number(),
  handshake: z.number(),
  openedByDesign: z.number().exactOptional(),
  chunks: z.number(),
  readsShared: z.number(),
  loads: z.array(
    z.looseObject({
      name: z.string(),
      law: z.looseObject({
        inFlight: z.number(),
        rate: z.number(),
        residence: z.number(),
        gap: z.number(),
        chance: z.number(),
      }),
    }),
  ),
  unreached: z
    .array(
      z.looseObject({
        target: z.string(),
        barrier: z.enum(BARRIERS),
        name: z.string(),
        count: z.number(),
        of: z.number(),
      }),
    )
    .exactOptional(),
  thin: z.array(z.looseObject({ label: z.string(), n: z.number(), floor: z.number() })),
} satisfies Members<ClientHealth>);

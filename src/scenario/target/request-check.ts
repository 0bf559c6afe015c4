import type { z } from 'zod';
import type { JsonObject } from '../schema/fields.ts';
import { memberAt } from './request-shape.ts';

/**
 * Members of a body that a target has its own setting for. A second value would make reports wrong.
 */
const OWN: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'bedrock-converse': {
    modelId: 'model',
    serviceTier: 'serviceTier',
    guardrailConfig: 'guardrailConfig',
    performanceConfig: 'performanceConfig',
    requestMetadata: 'requestMetadata',
  },
  'knowledge-base': {},
  'bedrock-agent': { agentId: 'agentId', agentAliasId: 'agentAliasId' },
};

interface Shaped {
  readonly kind: string;
  readonly request?: JsonObject | undefined;
}

/**
 * Adds an issue for each member of `request` that a setting of the target already has, such as
 * `stream`.
 */
export function checkShape(target: Shaped, context: z.RefinementCtx): void {
  const { request } = target;
  if (request === undefined) return;
  const own = OWN[target.kind];
  for (const [member, value] of Object.entries(request)) {
    const key = own?.[member] ?? keyOf(target, member, value);
    if (key === undefined) continue;
    context.addIssue({
      code: 'custom',
      path: ['request', member],
      message: `request.${member} is given by the target's own ${key}, on which decoding, price or permissions depend. Write ${key} beside kind.`,
    });
  }
}

/** Kinds whose whole body is written by the author. */
const FREE = new Set(['http', 'lambda', 'websocket']);

function keyOf(target: Shaped, member: string, value: unknown): string | undefined {
  if (FREE.has(target.kind)) return undefined;
  if (member === 'stream' && 'stream' in target && value !== target.stream) return 'stream';
  // Azure and gateways with the model in the URL accept no `model`, so null may remove it.
  if (member === 'model' && 'model' in target && value !== null && value !== target.model) {
    return 'model';
  }
  return undefined;
}

/** Adds an issue where proofload's and AWS's setting for the same option are both given. */
export function checkConverseFields(
  target: Shaped & { readonly guardrailConfig?: unknown; readonly performanceConfig?: unknown },
  context: z.RefinementCtx,
): void {
  const pairs = [
    ['guardrail', 'guardrailConfig'],
    ['latency', 'performanceConfig'],
  ] as const;
  for (const [ours, theirs] of pairs) {
    if (memberAt(target, ours) === undefined || memberAt(target, theirs) === undefined) continue;
    context.addIssue({
      code: 'custom',
      path: [theirs],
      message: `${theirs} and ${ours} say the same thing: write one of them.`,
    });
  }
  const latency = memberAt(target.performanceConfig, 'latency');
  if (latency !== undefined && latency !== 'standard' && latency !== 'optimized') {
    context.addIssue({
      code: 'custom',
      path: ['performanceConfig', 'latency'],
      message: 'performanceConfig.latency is "standard" or "optimized".',
    });
  }
}

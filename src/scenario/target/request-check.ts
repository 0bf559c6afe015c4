import type { z } from 'zod';
import type { JsonObject } from '../schema/fields.ts';
import { memberAt } from './request-shape.ts';

/** Members of a body that a key of the target's own says: said twice, one would be wrong in reports. */
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

/** Whether a request's patch leaves alone what the target's own keys say; `stream` above all. */
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
      message: `request.${member} is the target's own ${key}: how the answer is read, priced or allowed follows from it. Write ${key} beside kind.`,
    });
  }
}

/** Kinds whose whole body is the author's: the target knows no more of it. */
const FREE = new Set(['http', 'lambda', 'websocket']);

function keyOf(target: Shaped, member: string, value: unknown): string | undefined {
  if (FREE.has(target.kind)) return undefined;
  if (member === 'stream' && 'stream' in target && value !== target.stream) return 'stream';
  // Azure and gateways that know the model by the URL take none.
  if (member === 'model' && 'model' in target && value !== null && value !== target.model) {
    return 'model';
  }
  return undefined;
}

/** Whether one thing is said by two keys: ours and AWS's. */
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

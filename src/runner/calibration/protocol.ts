import type { TargetSpec } from '../../scenario/target/target-spec.ts';

/** Wire formats of answers that differ in client cost. */
export const PROTOCOLS = [
  'converse-stream',
  'invoke-stream',
  'sagemaker-stream',
  'sse',
  'json',
] as const;

export type Protocol = (typeof PROTOCOLS)[number];

const STREAMS: Readonly<Partial<Record<TargetSpec['kind'], Protocol>>> = {
  'bedrock-converse': 'converse-stream',
  'bedrock-invoke': 'invoke-stream',
  sagemaker: 'sagemaker-stream',
};

/**
 * Returns the protocols of some targets, each once, in order; a route has those of its parts, a
 * module none.
 */
export function protocolsOf(specs: Readonly<Record<string, TargetSpec>>): readonly Protocol[] {
  const used = new Set<Protocol>();
  for (const spec of Object.values(specs)) {
    if (spec.kind === 'route') protocolsOf(spec.parts).forEach((protocol) => used.add(protocol));
    else if (spec.kind !== 'module')
      used.add('stream' in spec && spec.stream ? (STREAMS[spec.kind] ?? 'sse') : 'json');
  }
  return PROTOCOLS.filter((protocol) => used.has(protocol));
}

const BASE = { timeout: 60_000, perRequest: 0, fixedCosts: [] };

/** Returns a target with this protocol, for a server in place of its service. */
export function specOf(protocol: Protocol): TargetSpec {
  const base = { ...BASE, name: protocol };
  switch (protocol) {
    case 'converse-stream':
      return { ...base, kind: 'bedrock-converse', model: 'anthropic.metronome', stream: true };
    case 'invoke-stream':
      return { ...base, kind: 'bedrock-invoke', model: 'anthropic.metronome', stream: true };
    case 'sagemaker-stream':
      return {
        ...base,
        kind: 'sagemaker',
        endpointName: 'metronome',
        body: 'openai',
        stream: true,
      };
    case 'sse':
    case 'json':
      return {
        ...base,
        kind: 'openai',
        api: 'chat',
        url: 'http://metronome/v1',
        model: 'metronome',
        stream: protocol === 'sse',
        headers: {},
      };
  }
}

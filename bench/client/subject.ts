import { warmUpClient } from '../../src/runner/calibration/jit-warm-up.ts';
import { specOf } from '../../src/runner/calibration/protocol.ts';
import type { Target } from '../../src/target/contract/target.ts';
import { createTarget } from '../../src/target/create-target.ts';
import { systemClock } from '../../src/time/clock.ts';
import { createBareTarget } from './bare-target.ts';
import { createSdkTarget } from './sdk-target.ts';
import type { SdkOperation } from './sdk-target.ts';
import { createUndiciTarget } from './undici-target.ts';

/** A Subject is a client under measurement, by a name such as `proofload converse-stream`. */
export type Subject =
  `${'proofload' | 'net' | 'undici' | 'undici-request' | 'sdk' | 'sdk-default'} ${Wire}`;

export type Wire = 'sse' | 'json' | SdkOperation;

export async function createSubject(subject: Subject, url: string): Promise<Target> {
  const [client, wire] = split(subject);
  const stream = wire.endsWith('stream') || wire === 'sse';
  switch (client) {
    case 'net':
      return createBareTarget(url);
    case 'undici':
      return createUndiciTarget(url, { api: 'dispatch', stream });
    case 'undici-request':
      return createUndiciTarget(url, { api: 'request', stream });
    case 'sdk':
    case 'sdk-default':
      if (wire === 'sse' || wire === 'json') throw new Error(`the SDK speaks no ${wire}`);
      return createSdkTarget(url, wire, client === 'sdk' ? 'http1' : 'default');
    case 'proofload':
      break;
  }
  const bedrock = { name: wire, timeout: 60_000, perRequest: 0, fixedCosts: [] } as const;
  const spec =
    wire === 'converse'
      ? ({ ...bedrock, kind: 'bedrock-converse', model: 'anthropic.m', stream: false } as const)
      : wire === 'json'
        ? ({
            ...bedrock,
            kind: 'http',
            url: `${url}/v1/chat/completions`,
            headers: {},
            body: {
              model: 'metronome',
              messages: [{ role: 'user', content: '{{ prompt }}' }],
              max_tokens: '{{ maxTokens }}',
            },
            answer: 'output.message.content.0.text',
            usage: { input: 'usage.inputTokens', output: 'usage.outputTokens' },
            stream: false,
          } as const)
        : specOf(wire);
  // As a run does before it asks anyone.
  await warmUpClient({ target: spec }, systemClock);
  return createTarget(spec, {
    endpoint: url,
    region: 'us-east-1',
    connections: 20_000,
    credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' },
  });
}

function split(subject: Subject): [client: string, wire: Wire] {
  const [client = '', wire = ''] = subject.split(' ');
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the type says so
  return [client, wire as Wire];
}

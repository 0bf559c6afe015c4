import type { TargetSpec } from '../scenario/target-spec.ts';
import type { Target } from './target.ts';
import { createTransport } from './transport.ts';
import type { Transport } from './transport.ts';
import type { Wiring } from './wiring.ts';

export type { Wiring } from './wiring.ts';

/**
 * The target of a spec, with sockets of its own. Throws a Problem on a spec it cannot ask.
 *
 * Only the kind in use is loaded: an AWS SDK takes a tenth of a second to start.
 */
export async function createTarget(spec: TargetSpec, wiring: Wiring): Promise<Target> {
  const transport = createTransport(wiring.connections);
  const ask = await createAsk(spec, wiring, transport);
  return { name: spec.name, ask, close: () => transport.close() };
}

async function createAsk(
  spec: TargetSpec,
  wiring: Wiring,
  transport: Transport,
): Promise<Target['ask']> {
  switch (spec.kind) {
    case 'bedrock-converse': {
      const { createBedrockConverse } = await import('./bedrock-converse.ts');
      return createBedrockConverse(spec, wiring, transport);
    }
    case 'bedrock-invoke': {
      const { createBedrockInvoke } = await import('./bedrock-invoke.ts');
      return createBedrockInvoke(spec, wiring, transport);
    }
    case 'sagemaker': {
      const { createSageMaker } = await import('./sagemaker.ts');
      return createSageMaker(spec, wiring, transport);
    }
    case 'openai': {
      const { createOpenAi } = await import('./openai.ts');
      return createOpenAi(spec, wiring, transport);
    }
    case 'http':
      break;
  }
  const { createHttp } = await import('./http.ts');
  return createHttp(spec, wiring, transport);
}

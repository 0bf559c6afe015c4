import type { SdkFastPath } from '../sample/sdk-fast-path.ts';
import { type TargetSpec, transportsOf } from '../scenario/target/target-spec.ts';
import { clientConfigFor } from './account/address.ts';
import { createTransport } from './connection/transport.ts';
import type { Transport } from './connection/transport.ts';
import type { ClientConfig } from './contract/client-config.ts';
import type { Target } from './contract/target.ts';
import { networkOf } from './network/network.ts';
import { serviceUrl } from './network/service-url.ts';
import type { Branch } from './route/branch.ts';

export type { ClientConfig } from './contract/client-config.ts';

/**
 * Creates the target of a spec, with its own sockets. Throws a Problem on a spec that cannot be
 * used.
 *
 * Loads only the kind in use, because an AWS SDK takes a tenth of a second to start.
 */
export async function createTarget(spec: TargetSpec, config: ClientConfig): Promise<Target> {
  if (spec.kind === 'route') return createRouteTarget(spec, config);
  if (spec.kind === 'module') {
    const { createModuleTarget } = await import('./module/module-target.ts');
    return createModuleTarget(spec, clientConfigFor(spec, config));
  }
  const facts = new Map<string, SdkFastPath>();
  const clientConfig: ClientConfig = {
    ...clientConfigFor(spec, config),
    onSdkFastPath: (fact) => facts.set(fact.client, fact),
  };
  const sdkFastPaths = (): readonly SdkFastPath[] => [...facts.values()];
  if (spec.kind === 'websocket') {
    const { createWebSocketApi } = await import('./api/web-socket.ts');
    return { name: spec.name, ...(await createWebSocketApi(spec, clientConfig)) };
  }
  const transport = await openTransport(spec, clientConfig);
  if (spec.kind === 'sagemaker' && spec.async !== undefined) {
    const { createAsyncSageMaker } = await import('./sagemaker/async-sagemaker.ts');
    const api = createAsyncSageMaker(spec, spec.async, clientConfig, transport);
    return { name: spec.name, ...api, sdkFastPaths, ...preconnectOf(transport) };
  }
  const ask = await createAsk(spec, clientConfig, transport);
  return {
    name: spec.name,
    ask,
    sdkFastPaths,
    close: () => transport.close(),
    ...preconnectOf(transport),
  };
}

function preconnectOf(transport: Transport): Pick<Target, 'preconnect'> {
  if (transport.preconnect === undefined) return {};
  return { preconnect: async (connections) => transport.preconnect?.(connections) };
}

async function openTransport(spec: TargetSpec, clientConfig: ClientConfig): Promise<Transport> {
  const [kind = 'http1'] = transportsOf(spec);
  const network = networkOf(clientConfig);
  if (kind === 'http1') {
    return createTransport(clientConfig.connections, knownOrigins(spec, clientConfig), network);
  }
  const { createHttp2Transport } = await import('./http2/http2-transport.ts');
  return createHttp2Transport(kind === 'http2' ? 'shared' : 'each', network);
}

/**
 * Returns the origins of the spec that are known in advance; an AWS SDK finds its service's address
 * itself.
 */
function knownOrigins(spec: TargetSpec, clientConfig: ClientConfig): readonly string[] {
  if (clientConfig.endpoint !== 'aws') return [new URL(clientConfig.endpoint).origin];
  return 'url' in spec ? [serviceUrl(spec.url, clientConfig).origin] : [];
}

/** Creates a route; each part has its own sockets, as the services behind the parts do. */
async function createRouteTarget(
  spec: Extract<TargetSpec, { kind: 'route' }>,
  clientConfig: ClientConfig,
): Promise<Target> {
  const { createRoute } = await import('./route/route.ts');
  // A hedge may have two requests in flight for each query.
  const connections = clientConfig.connections * (spec.by === 'hedge' ? 2 : 1);
  const targets = await Promise.all(
    Object.entries(spec.parts).map(async ([name, part]) => ({
      name,
      timeout: part.timeout,
      target: await createTarget(part, { ...clientConfig, connections }),
    })),
  );
  const parts = targets.map(({ name, timeout, target }): Branch => ({
    name,
    timeout,
    ask: (query, call) => target.ask(query, call),
  }));
  return {
    name: spec.name,
    ask: createRoute(spec, parts),
    async preconnect(connections) {
      await Promise.all(targets.map(async ({ target }) => target.preconnect?.(connections)));
    },
    sdkFastPaths: () => targets.flatMap(({ target }) => target.sdkFastPaths?.() ?? []),
    async close() {
      await Promise.all(targets.map(({ target }) => target.close()));
    },
  };
}

async function createAsk(
  spec: Exclude<TargetSpec, { kind: 'route' | 'websocket' | 'module' }>,
  clientConfig: ClientConfig,
  transport: Transport,
): Promise<Target['ask']> {
  switch (spec.kind) {
    case 'bedrock-converse': {
      const { createBedrockConverse } = await import('./bedrock/bedrock-converse.ts');
      return createBedrockConverse(spec, clientConfig, transport);
    }
    case 'bedrock-invoke': {
      const { createBedrockInvoke } = await import('./bedrock/bedrock-invoke.ts');
      return createBedrockInvoke(spec, clientConfig, transport);
    }
    case 'sagemaker': {
      const { createSageMaker } = await import('./sagemaker/sagemaker.ts');
      return createSageMaker(spec, clientConfig, transport);
    }
    case 'openai': {
      const { createOpenAi } = await import('./api/openai.ts');
      return createOpenAi(spec, clientConfig, transport);
    }
    case 'knowledge-base': {
      const { createKnowledgeBaseTarget } = await import('./bedrock/knowledge-base.ts');
      return createKnowledgeBaseTarget(spec, clientConfig, transport);
    }
    case 'bedrock-agent': {
      const { createBedrockAgent } = await import('./bedrock/bedrock-agent.ts');
      return createBedrockAgent(spec, clientConfig, transport);
    }
    case 'lambda': {
      const { createLambda } = await import('./lambda.ts');
      return createLambda(spec, clientConfig, transport);
    }
    case 'anthropic': {
      const { createAnthropic } = await import('./api/anthropic.ts');
      return createAnthropic(spec, clientConfig, transport);
    }
    case 'http':
      break;
  }
  const { createHttpTarget } = await import('./api/http-target.ts');
  return createHttpTarget(spec, clientConfig, transport);
}

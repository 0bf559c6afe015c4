import { isAwsHost } from '../../iam/aws-url.ts';
import type { LeafTarget } from '../../scenario/leaf-targets.ts';
import { addressOf } from '../../scenario/target/target-spec.ts';
import type { ClientConfig } from '../contract/client-config.ts';
import { type AwsServiceName, awsOrigin } from '../network/clock-skew.ts';

/** Hosts reserved for examples (RFC 2606, sections 2 and 3). */
const EXAMPLE_HOST = /(?:^|\.)(?:example|example\.(?:com|net|org))$/;

/**
 * Returns the client configuration for one service. If the endpoint spares custom hosts, it
 * replaces only AWS hosts and example hosts; any other URL is used as it is, with real credentials.
 */
export function clientConfigFor(spec: LeafTarget, clientConfig: ClientConfig): ClientConfig {
  const { region = clientConfig.region } = spec;
  if (clientConfig.sparesOwnHosts !== true || !isOwn(spec)) {
    return region === clientConfig.region ? clientConfig : { ...clientConfig, region };
  }
  const { connections, ca } = clientConfig;
  return { endpoint: 'aws', region, connections, ...(ca === undefined ? {} : { ca }) };
}

/** Returns whether the service is a user's module, or has a URL on a host that is neither AWS's nor an example. */
export function isOwn(spec: LeafTarget): boolean {
  return spec.kind === 'module' || (!isAws(spec) && !EXAMPLE_HOST.test(hostOf(spec) ?? ''));
}

/** Returns whether the service's own address is on an AWS host. */
function isAws(spec: LeafTarget): boolean {
  const host = hostOf(spec);
  return host === undefined || isAwsHost(host);
}

/** Returns the host of the service's URL; undefined for an AWS service without a URL. */
function hostOf(spec: LeafTarget): string | undefined {
  if (!('url' in spec)) return undefined;
  return URL.canParse(spec.url) ? new URL(spec.url).hostname.replace(/\.$/, '') : '';
}

/**
 * Returns the service's own address, in its own region or else the given one, without any endpoint
 * that replaces it.
 */
export function ownAddress(
  spec: LeafTarget,
  region: string,
  env: NodeJS.ProcessEnv = process.env,
): string {
  if (spec.kind === 'module') return addressOf(spec);
  if ('url' in spec) return bare(spec.url);
  const service = serviceOf(spec);
  return configuredOrigin(service, env) ?? awsOrigin(service, spec.region ?? region);
}

/** Returns the address that requests go to under a client configuration. */
export function addressUnder(spec: LeafTarget, clientConfig: ClientConfig): string {
  const { endpoint, region } = clientConfigFor(spec, clientConfig);
  return endpoint === 'aws' ? ownAddress(spec, region) : bare(endpoint);
}

/** Returns a URL without query, user and password. */
export function bare(url: string): string {
  if (!URL.canParse(url)) return url;
  const { protocol, host, pathname } = new URL(url);
  return `${protocol}//${host}${pathname}`.replace(/\/$/, '');
}

function serviceOf({
  kind,
}: Exclude<LeafTarget, { readonly url: string } | { readonly kind: 'module' }>): AwsServiceName {
  if (kind === 'sagemaker' || kind === 'lambda') return kind;
  return kind === 'knowledge-base' || kind === 'bedrock-agent' ? 'bedrock-agent' : 'bedrock';
}

const SERVICE_IDS: Readonly<Record<AwsServiceName, string>> = {
  bedrock: 'BEDROCK_RUNTIME',
  'bedrock-agent': 'BEDROCK_AGENT_RUNTIME',
  sagemaker: 'SAGEMAKER_RUNTIME',
  lambda: 'LAMBDA',
  s3: 'S3',
};

/**
 * Returns the endpoint that the environment sets for the AWS SDK's clients (AWS SDKs reference,
 * "Service-specific endpoints").
 */
function configuredOrigin(service: AwsServiceName, env: NodeJS.ProcessEnv): string | undefined {
  if (env['AWS_IGNORE_CONFIGURED_ENDPOINT_URLS'] === 'true') return undefined;
  const url = env[`AWS_ENDPOINT_URL_${SERVICE_IDS[service]}`] ?? env['AWS_ENDPOINT_URL'];
  return url === undefined || url === '' ? undefined : bare(url);
}

import { isAwsHost } from '../../iam/aws-url.ts';
import type { LeafTarget } from '../../scenario/leaf-targets.ts';
import { addressOf } from '../../scenario/target/target-spec.ts';
import type { ClientConfig } from '../contract/client-config.ts';
import { type AwsServiceName, awsOrigin } from '../network/clock-skew.ts';

/** Hosts that are nobody's: kept for examples (RFC 2606, sections 2 and 3). */
const EXAMPLE_HOST = /(?:^|\.)(?:example|example\.(?:com|net|org))$/;

/**
 * An Address is the URL a target is asked at, without query, user and password.
 *
 * The wiring that one service is asked with. An endpoint that spares hosts of one's own stands in for
 * AWS's hosts and for example hosts; any other URL is asked itself, with real credentials.
 */
export function clientConfigFor(spec: LeafTarget, clientConfig: ClientConfig): ClientConfig {
  const { region = clientConfig.region } = spec;
  if (clientConfig.sparesOwnHosts !== true || !isOwn(spec)) {
    return region === clientConfig.region ? clientConfig : { ...clientConfig, region };
  }
  const { connections, ca } = clientConfig;
  return { endpoint: 'aws', region, connections, ...(ca === undefined ? {} : { ca }) };
}

/** Whether the service is a user's module, or has a URL on a host that is neither AWS's nor an example. */
export function isOwn(spec: LeafTarget): boolean {
  return spec.kind === 'module' || (!isAws(spec) && !EXAMPLE_HOST.test(hostOf(spec) ?? ''));
}

/** Whether its own address is on a host of AWS. */
function isAws(spec: LeafTarget): boolean {
  const host = hostOf(spec);
  return host === undefined || isAwsHost(host);
}

/** Undefined for what has no URL: a service of AWS, by its name. */
function hostOf(spec: LeafTarget): string | undefined {
  if (!('url' in spec)) return undefined;
  return URL.canParse(spec.url) ? new URL(spec.url).hostname.replace(/\.$/, '') : '';
}

/** Where a service is asked by its own address, in its own region or else this one, whatever stands in for it. */
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

/** Where a service is really asked under a wiring. */
export function addressUnder(spec: LeafTarget, clientConfig: ClientConfig): string {
  const { endpoint, region } = clientConfigFor(spec, clientConfig);
  return endpoint === 'aws' ? ownAddress(spec, region) : bare(endpoint);
}

/** A URL without query, user and password. */
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

/** Where the environment sends the AWS SDK's clients (AWS SDKs reference, "Service-specific endpoints"). */
function configuredOrigin(service: AwsServiceName, env: NodeJS.ProcessEnv): string | undefined {
  if (env['AWS_IGNORE_CONFIGURED_ENDPOINT_URLS'] === 'true') return undefined;
  const url = env[`AWS_ENDPOINT_URL_${SERVICE_IDS[service]}`] ?? env['AWS_ENDPOINT_URL'];
  return url === undefined || url === '' ? undefined : bare(url);
}

import type { TargetSpec } from '../scenario/target-spec.ts';

/** An Access is one permission that a request needs: to do an action with a resource. */
export interface Access {
  /** `bedrock:InvokeModel`. */
  readonly action: string;
  /** An ARN without wildcards. */
  readonly resource: string;
  /** The inference profile a model is reached through, for models that need not be reached otherwise. */
  readonly through?: string;
}

/** Where requests are signed for, and by whose account. */
export interface Whereabouts {
  readonly region: string;
  /** Twelve digits, or what stands for them. */
  readonly account: string;
}

/**
 * Where profiles of a geography route to, beside the region they are asked in (AWS, "Supported
 * Regions and models for inference profiles", 2026). A model may use fewer of them.
 */
const DESTINATIONS: Readonly<Record<string, readonly string[]>> = {
  us: ['us-east-1', 'us-east-2', 'us-west-2'],
  'us-gov': ['us-gov-east-1', 'us-gov-west-1'],
  eu: ['eu-central-1', 'eu-north-1', 'eu-south-1', 'eu-south-2', 'eu-west-1', 'eu-west-3'],
  apac: [
    'ap-northeast-1',
    'ap-northeast-2',
    'ap-northeast-3',
    'ap-south-1',
    'ap-south-2',
    'ap-southeast-1',
    'ap-southeast-2',
    'ap-southeast-4',
  ],
  jp: ['ap-northeast-1', 'ap-northeast-3'],
  au: ['ap-southeast-2', 'ap-southeast-4'],
  ca: ['ca-central-1', 'ca-west-1'],
  // The region of a global profile's destination is left empty.
  global: [''],
};

const PROFILE = /^(us-gov|us|eu|apac|jp|au|ca|global)\.(.+)$/;
const PROFILE_ARN = /^arn:[\w-]+:bedrock:[\w-]*:\d*:inference-profile\/(.+)$/;

/** Kinds that ask whatever is at their URL, which IAM guards only where they sign. */
const OPEN: ReadonlySet<TargetSpec['kind']> = new Set(['openai', 'anthropic', 'http', 'websocket']);

/** Whether IAM stands before a target: before all but what is asked unsigned. */
export function isGuarded(target: TargetSpec): boolean {
  return !OPEN.has(target.kind) || ('auth' in target && target.auth?.kind === 'sigv4');
}

/** What every request of a target needs, as far as it is known here; see `isGuarded` for the rest. */
export function accessesOf(target: TargetSpec, where: Whereabouts): readonly Access[] {
  if (target.kind === 'route') {
    return Object.values(target.parts).flatMap((part) => accessesOf(part, where));
  }
  if (target.kind === 'bedrock-converse' || target.kind === 'bedrock-invoke') {
    const operation = target.stream ? 'InvokeModelWithResponseStream' : 'InvokeModel';
    return modelAccesses(target.model, `bedrock:${operation}`, where);
  }
  if (target.kind === 'sagemaker') {
    const operation = target.stream ? 'InvokeEndpointWithResponseStream' : 'InvokeEndpoint';
    return endpointAccesses(target, `sagemaker:${operation}`, where);
  }
  return target.kind === 'lambda' ? functionAccesses(target, where) : [];
}

/**
 * A model needs itself; a profile itself and its model wherever it may be routed to. What is behind
 * the ARN of a customer's own profile, unit or model cannot be told from it: it needs itself.
 */
export function modelAccesses(
  model: string,
  action: string,
  where: Whereabouts,
): readonly Access[] {
  const { region, account } = where;
  const id = PROFILE_ARN.exec(model)?.[1] ?? model;
  if (id.startsWith('arn:')) return [{ action, resource: id }];
  const arn = (of: string, resource: string): string =>
    `arn:${partitionOf(region)}:bedrock:${of}:${resource}`;
  const [, geography, name] = PROFILE.exec(id) ?? [];
  if (geography === undefined || name === undefined) {
    return [{ action, resource: arn(region, `:foundation-model/${id}`) }];
  }
  const through = arn(region, `${account}:inference-profile/${id}`);
  const regions = new Set([region, ...(DESTINATIONS[geography] ?? [])]);
  return [
    { action, resource: through },
    ...[...regions].map((each) => ({
      action,
      resource: arn(each, `:foundation-model/${name}`),
      through,
    })),
  ];
}

/** ARNs of endpoints are in small letters, however the endpoint is written. */
export function endpointAccesses(
  { endpointName, inferenceComponent }: { endpointName: string; inferenceComponent?: string },
  action: string,
  { region, account }: Whereabouts,
): readonly Access[] {
  const arn = (kind: string, name: string): string =>
    `arn:${partitionOf(region)}:sagemaker:${region}:${account}:${kind}/${name.toLowerCase()}`;
  return [
    { action, resource: arn('endpoint', endpointName) },
    ...(inferenceComponent === undefined
      ? []
      : [{ action, resource: arn('inference-component', inferenceComponent) }]),
  ];
}

/** Invoke and InvokeWithResponseStream are one action. */
export function functionAccesses(
  { functionName, qualifier }: { functionName: string; qualifier?: string },
  { region, account }: Whereabouts,
): readonly Access[] {
  const arn = functionName.startsWith('arn:')
    ? functionName
    : `arn:${partitionOf(region)}:lambda:${region}:${account}:function:${functionName}`;
  const resource = qualifier === undefined ? arn : `${arn}:${qualifier}`;
  return [{ action: 'lambda:InvokeFunction', resource }];
}

function partitionOf(region: string): string {
  if (region.startsWith('us-gov-')) return 'aws-us-gov';
  return region.startsWith('cn-') ? 'aws-cn' : 'aws';
}

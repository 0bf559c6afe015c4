import { arn } from './arn.ts';
import type { AwsScope, Permission } from './permission.ts';

/** The first segment of the path is taken for the stage, as in every URL of a REST API. */
export function apiAccess(id: string, path: string, where: AwsScope): Permission {
  const [, stage = '', ...rest] = path.split('/');
  const resource = arn('execute-api', `${id}/${stage || '$default'}/POST/${rest.join('/')}`, where);
  return { action: 'execute-api:Invoke', resource };
}

/** ARNs of endpoints are in small letters, however the endpoint is written. */
export function endpointAccesses(
  { endpointName, inferenceComponent }: { endpointName: string; inferenceComponent?: string },
  action: string,
  where: AwsScope,
): readonly Permission[] {
  const named = (kind: string, name: string): string =>
    arn('sagemaker', `${kind}/${name.toLowerCase()}`, where);
  return [
    { action, resource: named('endpoint', endpointName) },
    ...(inferenceComponent === undefined
      ? []
      : [{ action, resource: named('inference-component', inferenceComponent) }]),
  ];
}

/** Invoke and InvokeWithResponseStream are one action. */
export function functionAccesses(
  { functionName, qualifier }: { functionName: string; qualifier?: string },
  where: AwsScope,
): readonly Permission[] {
  const named = functionArn(functionName, where);
  const resource = qualifier === undefined ? named : `${named}:${qualifier}`;
  return [{ action: 'lambda:InvokeFunction', resource }];
}

/** URLs made since October 2025 need both, the older ones only the first (AWS, Lambda guide, 2026). */
export function functionUrlAccesses(functionName: string, where: AwsScope): readonly Permission[] {
  const resource = functionArn(functionName, where);
  const condition = { Bool: { 'lambda:InvokedViaFunctionUrl': ['true'] } };
  return [
    { action: 'lambda:InvokeFunctionUrl', resource },
    { action: 'lambda:InvokeFunction', resource, condition },
  ];
}

function functionArn(name: string, where: AwsScope): string {
  return name.startsWith('arn:') ? name : arn('lambda', `function:${name}`, where);
}

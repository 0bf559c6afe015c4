import { arn } from './arn.ts';
import type { AwsScope, Permission } from './permission.ts';

/** Returns the permission for a REST API. The first segment of the path is its stage. */
export function apiAccess(id: string, path: string, where: AwsScope): Permission {
  const [, stage = '', ...rest] = path.split('/');
  const resource = arn('execute-api', `${id}/${stage || '$default'}/POST/${rest.join('/')}`, where);
  return { action: 'execute-api:Invoke', resource };
}

/** Returns the permissions for a SageMaker endpoint, whose ARN is in lower case. */
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

/** Returns the permissions for a function; Invoke and InvokeWithResponseStream are one action. */
export function functionAccesses(
  { functionName, qualifier }: { functionName: string; qualifier?: string },
  where: AwsScope,
): readonly Permission[] {
  const named = functionArn(functionName, where);
  const resource = qualifier === undefined ? named : `${named}:${qualifier}`;
  return [{ action: 'lambda:InvokeFunction', resource }];
}

/**
 * Returns the permissions for a function URL. URLs created since October 2025 need both, older ones
 * only the first (AWS, Lambda guide, 2026).
 */
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

import type { IamPolicy, IamStatement } from '../scenario/emulator/iam-policy.ts';
import type { Permission } from './permission.ts';

/** A policy that names all its actions and resources. */
export interface LeastPrivilegePolicy extends Pick<IamPolicy, 'Version'> {
  readonly Statement: readonly LeastPrivilegeStatement[];
}

type LeastPrivilegeStatement = IamStatement & Required<Pick<IamStatement, 'Action' | 'Resource'>>;

/**
 * Returns the IAM policy that allows these permissions and nothing else. It has wildcards only
 * where AWS accepts nothing else, and allows the models behind a profile through that profile only.
 * Every statement is needed.
 */
export function leastPrivilegePolicy(permissions: readonly Permission[]): LeastPrivilegePolicy {
  const groups = new Map<string, Permission[]>();
  for (const permission of permissions) {
    const { action, resource, condition } = permission;
    const key = `${action} ${condition === undefined ? kindOf(resource) : JSON.stringify(condition)}`;
    groups.set(key, [...(groups.get(key) ?? []), permission]);
  }
  return {
    Version: '2012-10-17',
    Statement: [...groups.values()].map((group, index) => statement(group, index + 1)),
  };
}

function statement(group: readonly Permission[], number: number): LeastPrivilegeStatement {
  const [first] = group;
  if (first === undefined) throw new Error('a statement needs at least one permission');
  const { action, condition } = first;
  return {
    // AWS accepts only letters and digits.
    Sid: `${(action.split(':')[1] ?? action).replace(/[^A-Za-z0-9]/g, '')}${number}`,
    Effect: 'Allow',
    Action: [action],
    Resource: [...new Set(group.map(({ resource }) => resource))],
    ...(condition === undefined ? {} : { Condition: condition }),
  };
}

/**
 * Returns the type of resource in an ARN: `inference-profile` of
 * `arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.…`.
 */
function kindOf(arn: string): string {
  return arn.split(':')[5]?.split('/')[0] ?? '';
}

import type { IamPolicy, IamStatement } from '../scenario/emulator/iam-policy.ts';
import type { Permission } from './permission.ts';

/**
 * A LeastPrivilege is the policy that allows these accesses and nothing else: no wildcards but where
 * AWS takes nothing else, and models behind a profile through that profile alone. Each of its
 * statements is needed.
 */
export function leastPrivilegePolicy(accesses: readonly Permission[]): IamPolicy {
  const groups = new Map<string, Permission[]>();
  for (const access of accesses) {
    const { action, resource, condition } = access;
    const key = `${action} ${condition === undefined ? kindOf(resource) : JSON.stringify(condition)}`;
    groups.set(key, [...(groups.get(key) ?? []), access]);
  }
  return {
    Version: '2012-10-17',
    Statement: [...groups.values()].map((group, index) => statement(group, index + 1)),
  };
}

function statement(group: readonly Permission[], number: number): IamStatement {
  const [first] = group;
  if (first === undefined) throw new Error('a statement allows one access at least');
  const { action, condition } = first;
  return {
    // AWS takes letters and digits alone.
    Sid: `${(action.split(':')[1] ?? action).replace(/[^A-Za-z0-9]/g, '')}${number}`,
    Effect: 'Allow',
    Action: [action],
    Resource: [...new Set(group.map(({ resource }) => resource))],
    ...(condition === undefined ? {} : { Condition: condition }),
  };
}

/** `inference-profile` of `arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.…`. */
function kindOf(arn: string): string {
  return arn.split(':')[5]?.split('/')[0] ?? '';
}

import type { Permission, AwsScope } from '../../iam/permission.ts';
import { s3Permission } from '../../iam/s3-permission.ts';
import type { IamCondition, IamPolicy, IamStatement } from '../../scenario/emulator/iam-policy.ts';
import { customErrorResponse } from '../errors/error-response.ts';
import type { HttpExchange } from '../http/http-exchange.ts';
import { s3Error } from '../s3/s3-error.ts';
import { type Authenticate, jsonService } from './authentication.ts';
import { ACCOUNT, USER } from './caller.ts';
import { requiredPermissions, scopeOf } from './required-permissions.ts';

/**
 * Returns a check that authenticates a request and then enforces an IAM policy.
 *
 * Ignores the accounts, API ids and function names of URLs in the policy's ARNs, because the
 * emulator has none. Leaves open what AWS does not guard by IAM.
 */
export function authorized(authenticate: Authenticate, policy: IamPolicy): Authenticate {
  return (exchange, service, body) => {
    const rejection = authenticate(exchange, service, body);
    if (rejection !== undefined) return rejection;
    const where = { region: regionOf(exchange), account: ACCOUNT };
    for (const access of requiredPermissions(exchange, body, where)) {
      const decision = decide(policy, access, where);
      if (decision !== 'allow') {
        if (service === 's3') return s3Error('AccessDenied', denial(access, decision));
        return customErrorResponse(jsonService(service), [
          403,
          'AccessDeniedException',
          denial(access, decision),
        ]);
      }
    }
    return undefined;
  };
}

/** Whether the caller may list a bucket, and so be told that a key does not exist. */
export function mayList(
  policy: IamPolicy | undefined,
  exchange: HttpExchange,
  bucket: string,
): boolean {
  if (policy === undefined) return true;
  const where = { region: regionOf(exchange), account: ACCOUNT };
  const access = s3Permission('s3:ListBucket', { bucket, key: '' }, where.region);
  return decide(policy, access, where) === 'allow';
}

type Decision = 'allow' | 'explicit deny' | 'no allow';

/** Returns the denial message in AWS's words. */
function denial({ action, resource }: Permission, decision: Decision): string {
  const reason =
    decision === 'explicit deny'
      ? 'with an explicit deny in an identity-based policy'
      : `because no identity-based policy allows the ${action} action`;
  return `User: ${USER} is not authorized to perform: ${action} on resource: ${resource} ${reason}`;
}

/** Returns the region of the credential's scope; `us-east-1` for a bearer key, which has none. */
function regionOf({ headers, path }: HttpExchange): string {
  return scopeOf(headers.authorization ?? decodeURIComponent(path)).region ?? 'us-east-1';
}

/** Decides by all matching statements: an explicit deny wins over any allow. */
function decide({ Statement }: IamPolicy, access: Permission, where: AwsScope): Decision {
  const matching = Statement.filter((statement) => matches(statement, access, where));
  if (matching.some(({ Effect }) => Effect === 'Deny')) return 'explicit deny';
  return matching.length > 0 ? 'allow' : 'no allow';
}

function matches(statement: IamStatement, access: Permission, { region }: AwsScope): boolean {
  const { Action, Resource, Condition = {} } = statement;
  const context = { 'aws:RequestedRegion': region, ...conditionContext(access) };
  const comparable = VIA_URL in context ? withoutName : withoutIds;
  return (
    Action.some((action) => isLike(access.action.toLowerCase(), action.toLowerCase())) &&
    Resource.some((resource) => isLike(comparable(access.resource), comparable(resource))) &&
    conditionHolds(Condition, context)
  );
}

type ConditionContext = Readonly<Record<string, string | undefined>>;

const VIA_URL = 'lambda:InvokedViaFunctionUrl';

/** Returns the values of a request's condition keys. */
function conditionContext({ action, condition = {} }: Permission): ConditionContext {
  const keys = Object.values(condition).flatMap((each) => Object.entries(each));
  return {
    ...Object.fromEntries(keys.map(([key, [value]]) => [key, value])),
    ...(action === 'lambda:InvokeFunctionUrl' ? { [VIA_URL]: 'true' } : {}),
  };
}

function conditionHolds(condition: IamCondition, context: ConditionContext): boolean {
  return Object.entries(condition).every(([operator, keys]) =>
    Object.entries(keys).every(([key, values]) => {
      const actual = context[key];
      if (actual === undefined) return false;
      // ArnEquals, ArnLike and StringLike match wildcards; StringEquals and Bool do not.
      const exact = operator === 'StringEquals' || operator === 'Bool';
      return values.some((value) =>
        exact ? actual === value : isLike(withoutIds(actual), withoutIds(value)),
      );
    }),
  );
}

/** Removes the account and the API id of an ARN. */
function withoutIds(arn: string): string {
  const [scheme, partition, service, region, account, ...resource] = arn.split(':');
  if (scheme !== 'arn' || account === undefined) return arn;
  const named = resource.join(':');
  const rest = service === 'execute-api' ? named.replace(/^[^/]+(?=\/)/, '') : named;
  return [scheme, partition, service, region, '', rest].join(':');
}

/** Removes the account and the function name of an ARN. */
function withoutName(arn: string): string {
  return withoutIds(arn).replace(/:function:.*$/, ':function:');
}

/** Matches a whole text against a pattern: `*` is any text, `?` any character. */
function isLike(text: string, pattern: string): boolean {
  const expression = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${expression}$`, 's').test(text);
}

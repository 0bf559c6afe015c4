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
export function authorized(
  authenticate: Authenticate,
  policy: IamPolicy,
  principalTags: Readonly<Record<string, string>> = {},
): Authenticate {
  return (exchange, service, body) => {
    const rejection = authenticate(exchange, service, body);
    if (rejection !== undefined) return rejection;
    const where = { region: regionOf(exchange), account: ACCOUNT };
    const caller = callerContext(principalTags);
    for (const access of requiredPermissions(exchange, body, where)) {
      const decision = decide(policy, access, { ...where, caller });
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
  return decide(policy, access, { ...where, caller: callerContext({}) }) === 'allow';
}

/** Where a request is sent, and by whom. */
interface RequestScope extends AwsScope {
  readonly caller: ConditionContext;
}

/** Returns the values of condition keys about the caller. */
function callerContext(tags: Readonly<Record<string, string>>): ConditionContext {
  return {
    'aws:PrincipalAccount': ACCOUNT,
    'aws:PrincipalArn': USER,
    ...Object.fromEntries(
      Object.entries(tags).map(([name, value]) => [`aws:PrincipalTag/${name}`, value]),
    ),
  };
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
function decide({ Statement }: IamPolicy, access: Permission, where: RequestScope): Decision {
  const matching = Statement.filter((statement) => matches(statement, access, where));
  if (matching.some(({ Effect }) => Effect === 'Deny')) return 'explicit deny';
  return matching.length > 0 ? 'allow' : 'no allow';
}

function matches(
  statement: IamStatement,
  access: Permission,
  { region, caller }: RequestScope,
): boolean {
  const { Action, NotAction, Resource, NotResource, Condition = {} } = statement;
  const context = lowerKeys({
    'aws:RequestedRegion': region,
    ...caller,
    ...conditionContext(access),
  });
  const comparable = VIA_URL.toLowerCase() in context ? withoutName : withoutIds;
  const isAction = (action: string): boolean =>
    isLike(access.action.toLowerCase(), action.toLowerCase());
  const isResource = (resource: string): boolean =>
    isLike(comparable(access.resource), comparable(resource));
  return (
    (Action === undefined ? !(NotAction ?? []).some(isAction) : Action.some(isAction)) &&
    (Resource === undefined ? !(NotResource ?? []).some(isResource) : Resource.some(isResource)) &&
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

/** Names of condition keys are not case-sensitive. */
function lowerKeys(context: ConditionContext): ConditionContext {
  return Object.fromEntries(
    Object.entries(context).map(([key, value]) => [key.toLowerCase(), value]),
  );
}

/**
 * Returns whether all conditions hold. Without the key an operator does not hold, except a negated
 * one (`StringNotEquals`) and one that ends in `IfExists`.
 */
function conditionHolds(condition: IamCondition, context: ConditionContext): boolean {
  return Object.entries(condition).every(([name, keys]) => {
    const operator = name.replace(/IfExists$/, '');
    const negated = operator.includes('Not');
    return Object.entries(keys).every(([key, values]) => {
      const actual = context[key.toLowerCase()];
      if (actual === undefined) return negated || name.endsWith('IfExists');
      const equals = comparisonOf(operator.replace('Not', ''));
      return values.some((value) => equals(actual, value)) !== negated;
    });
  });
}

/** Returns the comparison of an operator; those on ARNs and StringLike match wildcards. */
function comparisonOf(operator: string): (actual: string, value: string) => boolean {
  if (operator === 'StringEquals' || operator === 'Bool')
    return (actual, value) => actual === value;
  if (operator === 'StringEqualsIgnoreCase') {
    return (actual, value) => actual.toLowerCase() === value.toLowerCase();
  }
  return (actual, value) => isLike(withoutIds(actual), withoutIds(value));
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

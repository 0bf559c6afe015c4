import type { Permission, AwsScope } from '../../iam/permission.ts';
import { s3Permission } from '../../iam/s3-permission.ts';
import type { IamCondition, IamPolicy, IamStatement } from '../../scenario/emulator/iam-policy.ts';
import { customErrorResponse } from '../errors/error-response.ts';
import type { HttpExchange } from '../http/http-exchange.ts';
import { s3Error } from '../s3/s3-error.ts';
import type { Authenticate } from './authentication.ts';
import { requiredPermissions, scopeOf } from './required-permissions.ts';

/**
 * An Authorization lets in only what a policy allows, behind a gatekeeper that knows who comes. The
 * emulator has no accounts, no ids of APIs and no functions behind URLs: those in the policy's ARNs
 * are not looked at. What AWS does not guard by IAM stays open.
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
        return customErrorResponse(service, [
          403,
          'AccessDeniedException',
          denial(access, decision),
        ]);
      }
    }
    return undefined;
  };
}

/** Whether whoever asks something of a bucket may list it, and so learn what is not in it. */
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

const ACCOUNT = '123456789012';
const USER = `arn:aws:iam::${ACCOUNT}:user/emulated`;

type Decision = 'allow' | 'explicit deny' | 'no allow';

/** As AWS words it. */
function denial({ action, resource }: Permission, decision: Decision): string {
  const reason =
    decision === 'explicit deny'
      ? 'with an explicit deny in an identity-based policy'
      : `because no identity-based policy allows the ${action} action`;
  return `User: ${USER} is not authorized to perform: ${action} on resource: ${resource} ${reason}`;
}

/** The region is in the credential's scope; a bearer key has none. */
function regionOf({ headers, path }: HttpExchange): string {
  return scopeOf(headers.authorization ?? decodeURIComponent(path)).region ?? 'us-east-1';
}

/** A denial wins over any allowance, wherever it stands. */
function decide({ Statement }: IamPolicy, access: Permission, where: AwsScope): Decision {
  const fitting = Statement.filter((statement) => fits(statement, access, where));
  if (fitting.some(({ Effect }) => Effect === 'Deny')) return 'explicit deny';
  return fitting.length > 0 ? 'allow' : 'no allow';
}

function fits(statement: IamStatement, access: Permission, { region }: AwsScope): boolean {
  const { Action, Resource, Condition = {} } = statement;
  const context = { 'aws:RequestedRegion': region, ...factsOf(access) };
  const known = VIA_URL in context ? withoutName : anybodys;
  return (
    Action.some((action) => isLike(access.action.toLowerCase(), action.toLowerCase())) &&
    Resource.some((resource) => isLike(known(access.resource), known(resource))) &&
    holds(Condition, context)
  );
}

type Facts = Readonly<Record<string, string | undefined>>;

const VIA_URL = 'lambda:InvokedViaFunctionUrl';

/** What is so about a request, in the keys of conditions. */
function factsOf({ action, condition = {} }: Permission): Facts {
  const keys = Object.values(condition).flatMap((each) => Object.entries(each));
  return {
    ...Object.fromEntries(keys.map(([key, [value]]) => [key, value])),
    ...(action === 'lambda:InvokeFunctionUrl' ? { [VIA_URL]: 'true' } : {}),
  };
}

function holds(condition: IamCondition, context: Facts): boolean {
  return Object.entries(condition).every(([operator, keys]) =>
    Object.entries(keys).every(([key, values]) => {
      const actual = context[key];
      if (actual === undefined) return false;
      // The two ARN operators are one, and look for wildcards; of the others only one does.
      const exact = operator === 'StringEquals' || operator === 'Bool';
      return values.some((value) =>
        exact ? actual === value : isLike(anybodys(actual), anybodys(value)),
      );
    }),
  );
}

/** An ARN with whoever's account, and whichever API. */
function anybodys(arn: string): string {
  const [scheme, partition, service, region, account, ...resource] = arn.split(':');
  if (scheme !== 'arn' || account === undefined) return arn;
  const named = resource.join(':');
  const rest = service === 'execute-api' ? named.replace(/^[^/]+(?=\/)/, '') : named;
  return [scheme, partition, service, region, '', rest].join(':');
}

/** The same of whichever function. */
function withoutName(arn: string): string {
  return anybodys(arn).replace(/:function:.*$/, ':function:');
}

/** `*` is any text and `?` any character. */
function isLike(text: string, pattern: string): boolean {
  const expression = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${expression}$`, 's').test(text);
}

import type { IamCondition, IamPolicy, IamStatement } from '../scenario/iam-policy.ts';
import {
  type Access,
  endpointAccesses,
  functionAccesses,
  modelAccesses,
  type Whereabouts,
} from '../target/access.ts';
import type { Exchange } from './exchange.ts';
import type { Gatekeeper } from './gatekeeper.ts';
import { refuseAs } from './refusal.ts';
import { findRoute } from './route.ts';

/**
 * An Authorization lets in only what a policy allows, behind a gatekeeper that knows who comes. The
 * emulator has no accounts: those in the policy's ARNs are not looked at. Services that AWS does
 * not guard by IAM stay open.
 */
export function authorized(gatekeeper: Gatekeeper, policy: IamPolicy): Gatekeeper {
  return (exchange, service, body) => {
    const refusal = gatekeeper(exchange, service, body);
    if (refusal !== undefined) return refusal;
    const where = { region: regionOf(exchange), account: ACCOUNT };
    for (const access of accessesOf(exchange, where)) {
      const decision = decide(policy, access, where);
      if (decision !== 'allow') {
        return refuseAs(service, [403, 'AccessDeniedException', denial(access, decision)]);
      }
    }
    return undefined;
  };
}

const ACCOUNT = '123456789012';
const USER = `arn:aws:iam::${ACCOUNT}:user/emulated`;

type Decision = 'allow' | 'explicit deny' | 'no allow';

/** As AWS words it. */
function denial({ action, resource }: Access, decision: Decision): string {
  const reason =
    decision === 'explicit deny'
      ? 'with an explicit deny in an identity-based policy'
      : `because no identity-based policy allows the ${action} action`;
  return `User: ${USER} is not authorized to perform: ${action} on resource: ${resource} ${reason}`;
}

const MODEL_ACTIONS: Readonly<Record<string, string>> = {
  Converse: 'bedrock:InvokeModel',
  ConverseStream: 'bedrock:InvokeModelWithResponseStream',
};

function accessesOf({ method, path, headers }: Exchange, where: Whereabouts): readonly Access[] {
  const route = findRoute(method, path);
  if (typeof route !== 'object' || route.subject === undefined) return [];
  const { service, operation, subject } = route;
  if (service === 'bedrock') {
    return modelAccesses(subject, MODEL_ACTIONS[operation] ?? `bedrock:${operation}`, where);
  }
  if (service === 'sagemaker') {
    const component = headers['x-amzn-sagemaker-inference-component'];
    const endpoint = {
      endpointName: subject,
      ...(typeof component === 'string' ? { inferenceComponent: component } : {}),
    };
    return endpointAccesses(endpoint, `sagemaker:${operation}`, where);
  }
  if (service !== 'lambda' || operation === 'Ask') return [];
  const qualifier = new URL(path, 'http://lambda').searchParams.get('Qualifier');
  return functionAccesses(
    { functionName: subject, ...(qualifier === null ? {} : { qualifier }) },
    where,
  );
}

/** The region is in the credential's scope; a bearer key has none. */
function regionOf({ headers, path }: Exchange): string {
  const scope = /Credential=[^/,]+\/\d{8}\/([\w-]+)\//.exec(
    headers.authorization ?? decodeURIComponent(path),
  );
  return scope?.[1] ?? 'us-east-1';
}

/** A denial wins over any allowance, wherever it stands. */
function decide({ Statement }: IamPolicy, access: Access, where: Whereabouts): Decision {
  const fitting = Statement.filter((statement) => fits(statement, access, where));
  if (fitting.some(({ Effect }) => Effect === 'Deny')) return 'explicit deny';
  return fitting.length > 0 ? 'allow' : 'no allow';
}

function fits(statement: IamStatement, access: Access, { region }: Whereabouts): boolean {
  const { Action, Resource, Condition = {} } = statement;
  const context: Readonly<Record<string, string | undefined>> = {
    'aws:RequestedRegion': region,
    'bedrock:InferenceProfileArn': access.through,
  };
  return (
    Action.some((action) => isLike(access.action.toLowerCase(), action.toLowerCase())) &&
    Resource.some((resource) => isLike(anybodys(access.resource), anybodys(resource))) &&
    holds(Condition, context)
  );
}

function holds(
  condition: IamCondition,
  context: Readonly<Record<string, string | undefined>>,
): boolean {
  return Object.entries(condition).every(([operator, keys]) =>
    Object.entries(keys).every(([key, values]) => {
      const actual = context[key];
      if (actual === undefined) return false;
      // The two ARN operators are one, and look for wildcards; of texts only one does.
      const exact = operator === 'StringEquals';
      return values.some((value) =>
        exact ? actual === value : isLike(anybodys(actual), anybodys(value)),
      );
    }),
  );
}

/** An ARN with whoever's account. */
function anybodys(arn: string): string {
  if (!arn.startsWith('arn:')) return arn;
  const parts = arn.split(':');
  return [...parts.slice(0, 4), '', ...parts.slice(5)].join(':');
}

/** `*` is any text and `?` any character. */
function isLike(text: string, pattern: string): boolean {
  const expression = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${expression}$`, 's').test(text);
}

import type { SdkFastPath } from '../sample/sdk-fast-path.ts';
import type { CheckResult } from './finding.ts';

const SUBJECT = 'aws sdk';

/** Reports once per AWS SDK client whether its requests take the fast path, and why not. */
export function checkSdk(facts: readonly SdkFastPath[]): readonly CheckResult[] {
  const byClient = new Map(facts.map((fact) => [fact.client, fact]));
  const fast = [...byClient.values()].filter(({ fallback }) => fallback === undefined);
  const ok: readonly CheckResult[] =
    fast.length === 0
      ? []
      : [
          {
            subject: SUBJECT,
            level: 'ok',
            message: `${fast.map(({ client }) => client).join(', ')}: requests take the fast path.`,
          },
        ];
  return [...ok, ...[...byClient.values()].flatMap(fallbackResult)];
}

function fallbackResult({ client, fallback }: SdkFastPath): readonly CheckResult[] {
  if (fallback === undefined) return [];
  const message = `${client}: requests go through every middleware of the SDK (fallback from the fast path): ${fallback.detail}.`;
  if (fallback.reason === 'auth') return [{ subject: SUBJECT, level: 'ok', message }];
  const remedy =
    fallback.reason === 'version'
      ? 'Install the versions that proofload pins (npm ls @smithy/core shows who asks for others), or accept about twice the client time per request.'
      : 'Report it with the output of npm ls @aws-sdk/core @smithy/core; until then the client spends about twice the time per request.';
  return [{ subject: SUBJECT, level: 'warning', message, remedy }];
}

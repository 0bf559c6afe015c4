import type { Outcome } from '../../sample/outcome.ts';
import type { Barrier, Failure } from '../../sample/sample.ts';

/**
 * Returns the remedy of a failure, as a sentence that also says who has to act.
 *
 * Chosen by what prevented the connection, else by the error's name, else by the outcome.
 */
export function failureRemedy(
  outcome: Outcome,
  { barrier, name = '', message = '', status }: Partial<Failure> = {},
): string {
  if (barrier === 'proxy') return proxyRemedy(status ?? statusIn(message));
  if (barrier === 'certificate') return certificateRemedy(name);
  if (barrier !== undefined) return BARRIERS[barrier];
  if (name === 'UnreadableAnswer') {
    return UNREADABLE.find(([pattern]) => pattern.test(message))?.[1] ?? UNREADABLE_ANSWER;
  }
  return BY_NAME[name] ?? BY_OUTCOME[outcome];
}

const BARRIERS: Readonly<Record<Exclude<Barrier, 'proxy' | 'certificate'>, string>> = {
  dns: 'This machine could not resolve the host’s name: check the URL, the region in it, and the DNS or VPN of the test bed. The request did not reach the service.',
  tls: 'The TLS handshake or the protocol negotiation failed: check https against http, the port, and the target’s transport. The request did not reach the service.',
  refused:
    'Nothing listens at that port: check the URL and its port; where both are right, the service is down.',
  network:
    'This machine has no route to the host: check its routes, VPN, security groups and firewalls. The request did not reach the service.',
  sockets:
    'This machine ran out of file descriptors, ports or buffers: raise ulimit -n, keep connections alive (transport: http1), or spread the load over more machines. The request did not reach the service.',
};

function proxyRemedy(status: number | undefined): string {
  if (status === 407) {
    return 'The proxy requires authentication: put user and password into HTTPS_PROXY or HTTP_PROXY (http://user:password@host:port), or exempt the host by NO_PROXY. The request did not reach the service.';
  }
  return 'The proxy of HTTP_PROXY or HTTPS_PROXY did not let the request through: check its address and what it allows, or exempt the host by NO_PROXY. The request did not reach the service.';
}

function statusIn(message: string): number | undefined {
  const status = /HTTP (\d{3})/.exec(message)?.[1];
  return status === undefined ? undefined : Number(status);
}

function certificateRemedy(name: string): string {
  const never = 'The request did not reach the service.';
  if (/ALTNAME|HOSTNAME/.test(name)) {
    return `The certificate is for another host name: use one of its names. ${never}`;
  }
  if (/EXPIRED|NOT_YET_VALID/.test(name)) {
    return `The certificate is not valid at this time: renew it, or set this machine’s clock. ${never}`;
  }
  if (/REVOKED/.test(name)) return `The certificate was revoked: renew it. ${never}`;
  return `This machine does not trust the certificate’s authority: give the authority’s certificate by --ca FILE or NODE_EXTRA_CA_CERTS. ${never}`;
}

const UNREADABLE_ANSWER =
  'The answer does not have the format of the target’s kind: check kind, url, and the path of the answer.';

/**
 * Remedies by the decoders' error text: the scenario expects another format than the service sends.
 */
const UNREADABLE: readonly (readonly [RegExp, string])[] = [
  [
    /^A whole JSON answer came/,
    'The service did not stream its answer: set stream: false in the target, or request a stream in its body. The error is in the scenario, not in the model.',
  ],
  [
    /^No event holds/,
    'The scenario’s paths find no text in the events: set the target’s delta or answer to where the text is in the event shown. The error is in the scenario, not in the model.',
  ],
  [
    /^There is no answer where/,
    'The scenario’s path finds no text: set the target’s answer to where the text is in the body shown, or choose the kind of API that the service has. The error is in the scenario, not in the model.',
  ],
  [
    /^There is no answer: the body is empty/,
    'The response has a success status and no content: check the service’s logs and the url.',
  ],
  [
    /^The answer is not JSON/,
    'The service does not answer in JSON at this url: check the url and the kind. The error is in the scenario, not in the model.',
  ],
];

const BY_NAME: Readonly<Record<string, string>> = {
  // Error of a user's module (target/module).
  ERR_TARGET_MODULE:
    'The target’s module threw this: fix the module, or return a reply with the outcome that the service’s error means.',
  // Error name of the runner for a request that the spend cap did not allow.
  SpendCap:
    'Raise budget.run, or lower prompt.maxTokens: the maximum cost of each request is reserved.',
  HtmlAnswer:
    'An HTML page came in place of an answer, from a login, a gateway or a wrong path: check the url, and any gateway before the service.',
  MalformedResponse: 'The server does not speak HTTP/1.1: check the port, and http against https.',
};

const BY_OUTCOME: Readonly<Record<Outcome, string>> = {
  ok: '',
  throttled:
    'Ask for a higher quota, lower maxTokens (unused tokens are reserved too), or spread the load.',
  quota_exhausted: 'Wait until the quota renews or ask for a higher one; retrying does not help.',
  timeout: 'Shorten the answer, raise the timeout, or pick a faster model or more capacity.',
  refused_request: 'Correct the request: check credentials, region, the model’s name and the body.',
  server_error: 'The service’s own failure: retry with back-off, and watch its status.',
  unreachable: 'No connection could be made: check the URL, the network and any proxy.',
  model_error: 'The model’s container failed: read its logs for the original error.',
  incomplete: 'The stream broke off: count the answer as cut, and retry it.',
  interrupted: 'Aborted by proofload at the end of the run: lengthen gracefulStop to let them end.',
  dropped: 'No free virtual user: raise maxVUs, or let arrivals queue with onSaturation "queue".',
};

import { Problem } from '../../problem/problem.ts';
import { isLoopback } from './loopback.ts';
import { isExempt } from './no-proxy.ts';

/** An HTTP proxy between this machine and an origin. */
export interface Proxy {
  readonly host: string;
  readonly port: number;
  /** Whether the connection to the proxy itself uses TLS. */
  readonly secure: boolean;
  /** `host:port` for messages, without user and password. */
  readonly address: string;
  /** Value of Proxy-Authorization, from the user and password in the proxy's URL. */
  readonly authorization?: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Returns the proxy of the environment for an origin, by the rules of curl and Go: `HTTP_PROXY` for
 * `http:` and `ws:`, `HTTPS_PROXY` for `https:` and `wss:`, else `ALL_PROXY`, lower case first;
 * none for what `NO_PROXY` exempts. This machine is never reached through a proxy.
 *
 * Throws a Problem for an invalid URL, and for an unsupported kind of proxy.
 */
export function proxyFor(origin: string, env: Environment = process.env): Proxy | undefined {
  const { protocol, hostname, port } = new URL(origin);
  const secure = protocol === 'https:' || protocol === 'wss:';
  const [name = '', url = ''] = chosen(secure ? 'HTTPS_PROXY' : 'HTTP_PROXY', env);
  if (url === '') return undefined;
  const to = {
    host: hostname.replace(/^\[(.*)\]$/, '$1').replace(/\.$/, ''),
    port: port === '' ? (secure ? 443 : 80) : Number(port),
  };
  if (isLoopback(to.host) || isExempt(to, value('NO_PROXY', env) ?? '')) return undefined;
  return readProxy(url, name);
}

/** Returns the name of the variable that applies, and its value. */
function chosen(name: string, env: Environment): readonly string[] {
  for (const each of [name, 'ALL_PROXY']) {
    const url = value(each, env);
    if (url !== undefined) return [each, url];
  }
  return [];
}

/** Returns the value of a variable; an empty one counts as unset. */
function value(name: string, env: Environment): string | undefined {
  return [env[name.toLowerCase()], env[name]].find((text) => text !== undefined && text !== '');
}

function readProxy(text: string, variable: string): Proxy {
  // `proxy.example.com:3128` would be read as a scheme.
  const url = /^[a-z][a-z\d+.-]*:\/\//i.test(text) ? text : `http://${text}`;
  if (!URL.canParse(url)) throw unusable(variable, 'it is not the URL of a proxy');
  const { protocol, hostname, port, username, password } = new URL(url);
  if (protocol !== 'http:' && protocol !== 'https:') {
    throw unusable(variable, `proofload does not speak to ${protocol.slice(0, -1)} proxies`);
  }
  const secure = protocol === 'https:';
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  const at = port === '' ? (secure ? 443 : 80) : Number(port);
  return {
    host,
    port: at,
    secure,
    address: `${hostname}:${at}`,
    ...(username === '' && password === ''
      ? {}
      : { authorization: `Basic ${basic(username, password, variable)}` }),
  };
}

/** Encodes the user and password in UTF-8 without their URL escapes (RFC 7617). */
function basic(username: string, password: string, variable: string): string {
  try {
    const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
    return Buffer.from(pair).toString('base64');
  } catch {
    throw unusable(variable, 'its user or password has a % that escapes nothing');
  }
}

/** Returns the Problem without the URL, which may contain a password. */
function unusable(variable: string, why: string): Problem {
  return new Problem(`The environment's ${variable} cannot be used: ${why}.`, {
    remedy: 'Write it as http://host:port or http://user:password@host:port, or unset it.',
  });
}

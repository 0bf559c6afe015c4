import { BlockList, isIP } from 'node:net';

interface HostAndPort {
  /** A name or an address; an IPv6 address without brackets. */
  readonly host: string;
  readonly port: number;
}

/**
 * Returns whether NO_PROXY exempts a host. Its list has `*` for all hosts, names that match
 * themselves and their subdomains (with or without `.` or `*.` in front, as in curl), addresses,
 * and ranges (10.0.0.0/8); all but ranges may have a port. Names are not resolved: a range exempts
 * only hosts given by address.
 */
export function isExempt(destination: HostAndPort, noProxy: string): boolean {
  return noProxy
    .split(/[\s,]+/)
    .filter((entry) => entry !== '')
    .some((entry) => matches(entry.toLowerCase(), destination));
}

function matches(entry: string, { host, port }: HostAndPort): boolean {
  if (entry === '*') return true;
  if (entry.includes('/')) return isWithin(host, entry);
  const { name, only } = split(entry);
  if (only !== undefined && only !== port) return false;
  const target = host.toLowerCase();
  if (isIP(name) !== 0 || isIP(target) !== 0) return isSameAddress(name, target);
  const domain = name.replace(/^\*?\./, '').replace(/\.$/, '');
  return domain !== '' && (target === domain || target.endsWith(`.${domain}`));
}

/** Splits `[::1]:8080` or `example.com:8080`; an IPv6 address without brackets has no port. */
function split(entry: string): { readonly name: string; readonly only?: number } {
  const [, bracketed, name = bracketed, port] =
    /^(?:\[([^\]]*)\]|([^:]*))(?::(\d+))?$/.exec(entry) ?? [];
  if (name === undefined) return { name: entry };
  return port === undefined ? { name } : { name, only: Number(port) };
}

/** Returns whether two texts are the same address, which can be written in several ways. */
function isSameAddress(name: string, target: string): boolean {
  const family = isIP(name);
  if (family === 0 || family !== isIP(target)) return false;
  const one = new BlockList();
  one.addAddress(name, family === 4 ? 'ipv4' : 'ipv6');
  return one.check(target, family === 4 ? 'ipv4' : 'ipv6');
}

function isWithin(target: string, range: string): boolean {
  const [, address = '', bits = ''] = /^([^/]+)\/(\d{1,3})$/.exec(range) ?? [];
  const family = isIP(address);
  if (family === 0 || family !== isIP(target) || Number(bits) > (family === 4 ? 32 : 128)) {
    return false;
  }
  const subnet = new BlockList();
  subnet.addSubnet(address, Number(bits), family === 4 ? 'ipv4' : 'ipv6');
  return subnet.check(target, family === 4 ? 'ipv4' : 'ipv6');
}

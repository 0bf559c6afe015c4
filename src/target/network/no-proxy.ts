import { BlockList, isIP } from 'node:net';

interface Place {
  /** A name or an address, an IPv6 address without brackets. */
  readonly host: string;
  readonly port: number;
}

/**
 * Whether NO_PROXY lets a place be reached directly: a list of `*` for all, of names that stand for
 * themselves and what is below them (with or without `.` or `*.` in front, as curl has it), of
 * addresses and of ranges (10.0.0.0/8), each but a range with a port where only that one is meant.
 * Names are not looked up: a range exempts what is asked by its address.
 */
export function isExempt(place: Place, noProxy: string): boolean {
  return noProxy
    .split(/[\s,]+/)
    .filter((entry) => entry !== '')
    .some((entry) => matches(entry.toLowerCase(), place));
}

function matches(entry: string, { host, port }: Place): boolean {
  if (entry === '*') return true;
  if (entry.includes('/')) return isWithin(host, entry);
  const { name, only } = split(entry);
  if (only !== undefined && only !== port) return false;
  const asked = host.toLowerCase();
  if (isIP(name) !== 0 || isIP(asked) !== 0) return isSameAddress(name, asked);
  const domain = name.replace(/^\*?\./, '').replace(/\.$/, '');
  return domain !== '' && (asked === domain || asked.endsWith(`.${domain}`));
}

/** `[::1]:8080`, `example.com:8080`; an IPv6 address without brackets has no port. */
function split(entry: string): { readonly name: string; readonly only?: number } {
  const [, bracketed, name = bracketed, port] =
    /^(?:\[([^\]]*)\]|([^:]*))(?::(\d+))?$/.exec(entry) ?? [];
  if (name === undefined) return { name: entry };
  return port === undefined ? { name } : { name, only: Number(port) };
}

/** One address may be written in several ways. */
function isSameAddress(name: string, asked: string): boolean {
  const family = isIP(name);
  if (family === 0 || family !== isIP(asked)) return false;
  const one = new BlockList();
  one.addAddress(name, family === 4 ? 'ipv4' : 'ipv6');
  return one.check(asked, family === 4 ? 'ipv4' : 'ipv6');
}

function isWithin(asked: string, range: string): boolean {
  const [, address = '', bits = ''] = /^([^/]+)\/(\d{1,3})$/.exec(range) ?? [];
  const family = isIP(address);
  if (family === 0 || family !== isIP(asked) || Number(bits) > (family === 4 ? 32 : 128)) {
    return false;
  }
  const subnet = new BlockList();
  subnet.addSubnet(address, Number(bits), family === 4 ? 'ipv4' : 'ipv6');
  return subnet.check(asked, family === 4 ? 'ipv4' : 'ipv6');
}

import type { LookupAddress } from 'node:dns';
import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';
import { AppError } from '../../../kernel/index.ts';
import type { GuardedNetwork } from '../connectors/connector.ts';
import { sourcesErrors } from '../errors.ts';

export interface NetworkOptions {
  /** Whether an officer has allowed this host at this port. */
  allowed(host: string, port: number): Promise<boolean>;
  /** All addresses of a name; the system's resolver when absent. */
  lookup?(host: string): Promise<LookupAddress[]>;
}

/** The network as connectors may use it: public addresses, and hosts that an officer has allowed. */
export function createGuardedNetwork(options: NetworkOptions): GuardedNetwork {
  const addressesOf = options.lookup ?? ((host: string) => lookup(host, { all: true }));
  return {
    async resolve(host, port) {
      const name = hostName(host);
      if (name === null) throw new AppError(sourcesErrors.hostWrong, { host: host.slice(0, 200) });
      let found: LookupAddress[];
      try {
        found = isIP(name) ? [{ address: name, family: isIP(name) }] : await addressesOf(name);
      } catch (cause) {
        const problem = (cause as NodeJS.ErrnoException).code ?? String(cause);
        throw new AppError(sourcesErrors.hostUnknown, { host: name, problem }, { cause });
      }
      const [first] = found;
      if (!first) throw new AppError(sourcesErrors.hostUnknown, { host: name, problem: 'ENOTFOUND' });
      // One private address among public ones is how a name is made to lead inside.
      const inside = found.find(({ address }) => !isPublic(address));
      if (inside && !(await options.allowed(name, port))) {
        throw new AppError(sourcesErrors.hostNotAllowed, { host: name, address: inside.address });
      }
      return { address: first.address, family: first.family === 6 ? 6 : 4 };
    },
  };
}

/** True for an address of the public internet: none of this machine, of private nets, of clouds' metadata, or translated. */
export function isPublic(address: string): boolean {
  const [plain = ''] = address.split('%');
  if (!ipaddr.isValid(plain)) return false;
  // `process` turns the mapped form (::ffff:10.0.0.1) into IPv4. Every special range has a name other than unicast.
  const known = ipaddr.process(plain);
  if (known.range() !== 'unicast') return false;
  // Of IPv6, 2000::/3 alone is given out: the rest holds old forms of IPv4 (::7f00:1) and what nobody has yet.
  return known.kind() === 'ipv4' || (known.toByteArray()[0]! & 0xe0) === 0x20;
}

/** A host in the one form in which it is compared: lower case, no final dot, IPv6 without brackets; null when it is none. */
export function hostName(text: string): string | null {
  const bare = text
    .trim()
    .toLowerCase()
    .replace(/^\[(.*)\]$/, '$1');
  if (bare.includes(':')) return ipaddr.IPv6.isValid(bare) ? ipaddr.IPv6.parse(bare).toString() : null;
  try {
    // The URL parser knows every way to write an IPv4 address (0x7f.1, 2130706433), and international names.
    const { hostname } = new URL(`http://${bare}/`);
    const name = hostname.replace(/\.$/, '');
    return /^[a-z0-9_]([a-z0-9._-]{0,252})$/.test(name) && !/[/@?#\\]/.test(bare) ? name : null;
  } catch {
    return null;
  }
}

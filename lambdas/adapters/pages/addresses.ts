// Which addresses belong to the public internet. Everything else is somebody's inside: ours, or the machine's that fetches.
import { BlockList, isIPv4, isIPv6 } from 'node:net';

const IPV4_INSIDE: readonly [net: string, bits: number][] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
];

/** Within the global unicast addresses: tunnels, which hold IPv4 addresses, and examples. */
const IPV6_INSIDE: readonly [net: string, bits: number][] = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
];

const inside = new BlockList();
for (const [net, bits] of IPV4_INSIDE) inside.addSubnet(net, bits, 'ipv4');
for (const [net, bits] of IPV6_INSIDE) inside.addSubnet(net, bits, 'ipv6');

/** The only part of IPv6 that is routed publicly. Loopback, link-local, unique local, mapped and translated addresses lie outside of it. */
const global = new BlockList();
global.addSubnet('2000::', 3, 'ipv6');

/** Whether an address, as text, is one of the public internet. What is no address is not. */
export const isPublic = (address: string): boolean => {
  if (isIPv4(address)) return !inside.check(address, 'ipv4');
  return isIPv6(address) && !address.includes('%') && global.check(address, 'ipv6') && !inside.check(address, 'ipv6');
};

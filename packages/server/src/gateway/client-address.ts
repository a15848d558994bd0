import { BlockList, isIPv4, isIPv6 } from 'node:net'

/**
 * Finds whose connection it is, for the cap of sockets per address. A peer of a private network is taken for a proxy:
 * then the last entry of `X-Forwarded-For` counts, since only that one was written by the proxy and not by the client.
 * Null, and so no cap, where the proxy tells nothing: else everybody behind it would share one.
 *
 * @example
 * clientAddress('127.0.0.1', '198.51.100.1, 203.0.113.7') // '203.0.113.7'
 */
export function clientAddress(peer: string | undefined, forwardedFor: string | undefined): string | null {
  const address = readAddress(peer)
  if (address === null || !isPrivate(address)) return address
  return readAddress(forwardedFor?.split(',').at(-1))
}

const privateNetworks = new BlockList()
for (const [network, prefix] of [
  ['127.0.0.0', 8],
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
] as const) {
  privateNetworks.addSubnet(network, prefix, 'ipv4')
}
privateNetworks.addAddress('::1', 'ipv6')
privateNetworks.addSubnet('fc00::', 7, 'ipv6')

const isPrivate = (address: string): boolean => privateNetworks.check(address, isIPv6(address) ? 'ipv6' : 'ipv4')

/** Servers that listen on both families see IPv4 peers as `::ffff:203.0.113.7`. */
function readAddress(text: string | undefined): string | null {
  const address = text?.trim().replace(/^::ffff:(?=\d+\.)/i, '')
  return address !== undefined && (isIPv4(address) || isIPv6(address)) ? address : null
}

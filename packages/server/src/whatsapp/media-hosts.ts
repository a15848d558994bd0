/**
 * True for an address that may be sent our token: a host of Meta over https, or exactly where the Graph API itself is
 * configured to be, which lets a simulator on loopback serve its own files. The list is a list, not a pattern on
 * "facebook": the address comes out of an answer and must not lead into the local network.
 */
export function isMediaHost(url: URL, graphUrl: URL): boolean {
  if (url.username !== '' || url.password !== '') return false
  if (url.host === graphUrl.host && url.protocol === graphUrl.protocol) return true
  if (url.protocol !== 'https:' || url.port !== '') return false
  return META_HOSTS.has(url.hostname) || META_DOMAINS.some((domain) => url.hostname.endsWith(domain))
}

const META_HOSTS: ReadonlySet<string> = new Set(['lookaside.fbsbx.com', 'graph.facebook.com'])

/** Where integrators have seen files come from besides the documented host. */
const META_DOMAINS: readonly string[] = ['.fbsbx.com', '.fbcdn.net', '.whatsapp.net']

const BASE = '/_simulator'

/** Asks the simulator; rejects with its message when it refuses. */
async function request(method, path, body) {
  const isForm = body instanceof FormData
  const response = await fetch(BASE + path, {
    method,
    ...(body !== undefined && { body: isForm ? body : JSON.stringify(body) }),
    ...(body !== undefined && !isForm && { headers: { 'content-type': 'application/json' } }),
  })
  if (response.ok) return response.status === 204 ? undefined : response.json()
  const answer = await response.json().catch(() => undefined)
  throw new Error(answer?.error?.message ?? `HTTP ${response.status}`)
}

export const api = {
  state: () => request('GET', '/state'),
  messages: async (waId) => (await request('GET', `/customers/${waId}/messages`)).items,
  addCustomer: (customer) => request('POST', '/customers', customer),
  send: (waId, content) => request('POST', `/customers/${waId}/messages`, content),
  sendFile: (waId, kind, file) => {
    const form = new FormData()
    form.append('kind', kind)
    form.append('file', file)
    return request('POST', `/customers/${waId}/messages`, form)
  },
  read: (waId) => request('POST', `/customers/${waId}/read`),
  setOnline: (waId, online) => request('PUT', `/customers/${waId}/online`, { online }),
  setAutoRead: (autoRead) => request('PUT', '/settings', { autoRead }),
  addFault: (target, fault) => request('POST', '/faults', { target, fault }),
  clearFaults: () => request('DELETE', '/faults'),
  jump: (jumpMs) => request('POST', '/clock', { jumpMs }),
  mediaUrl: (id) => `${BASE}/media/${encodeURIComponent(id)}`,
}

/** Calls `onChange` at once and whenever something happened, `onLost` while the simulator is away. */
export function follow(onChange, onLost) {
  const source = new EventSource(`${BASE}/events`)
  source.addEventListener('open', onChange)
  source.addEventListener('change', onChange)
  source.addEventListener('error', () => {
    onLost()
    // After an HTTP error the browser gives up by itself; a simulator that starts slowly should still be found.
    if (source.readyState === EventSource.CLOSED) setTimeout(() => follow(onChange, onLost), 2_000)
  })
}

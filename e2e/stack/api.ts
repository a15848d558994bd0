import { signToken, startStack, type Stack, type TokenClaims } from './stack'

/** An entity as plain HTTP gives it. */
export interface Row {
  id: string
  [field: string]: unknown
}

export type CallInit = Omit<RequestInit, 'body'> & { body?: unknown; claims?: TokenClaims }

/** A whole stack, spoken to as any HTTP client would. */
export interface Api {
  stack: Stack
  /** Asks below `/api/v1`, by default as an agent of the stack's tenant; a body is written as JSON. */
  call(path: string, init?: CallInit): Promise<Response>
  /** The rows of a list. */
  rows(path: string): Promise<Row[]>
  /** João says these, one after another; answers with the conversation's id. */
  customerSays(...texts: string[]): Promise<string>
  close(): Promise<void>
}

const JOAO = '5511999990001'

export async function startApi(): Promise<Api> {
  const stack = await startStack()
  const call = async (path: string, { claims, body, ...init }: CallInit = {}): Promise<Response> => {
    const headers = new Headers(init.headers)
    headers.set('authorization', `Bearer ${await signToken(claims)}`)
    if (body !== undefined) headers.set('content-type', 'application/json')
    const text = body === undefined ? {} : { body: JSON.stringify(body) }
    return fetch(`${stack.url}/api/v1${path}`, { ...init, ...text, headers })
  }
  const rows = async (path: string): Promise<Row[]> => (await (await call(path)).json()) as Row[]
  return {
    stack,
    call,
    rows,
    async customerSays(...texts) {
      const phone = stack.meta.phone(JOAO, { name: 'João Silva' })
      for (const text of texts) {
        await phone.sends(text)
        await stack.meta.idle()
      }
      const [conversation] = await rows(`/conversations?search=${JOAO}`)
      return conversation?.id ?? ''
    },
    close: () => stack.close(),
  }
}

import * as z from 'zod/mini'
import type { ClientStorage } from './storage'

/** Raise it when what is stored changes its shape: what another version wrote is then ignored, and removed. */
const SCHEMA_VERSION = 1
const OWNER = 'owner'
const COLLECTIONS = ['outbox', 'files', 'drafts', 'view', OWNER]
/** Over all scopes: the logins that have ended, known by nothing but a random number. */
const ENDED = 'pytake/ended-logins'
const MAX_ENDED = 50

const envelope = z.object({ id: z.string(), version: z.number(), value: z.unknown() })
const owner = z.object({ login: z.string(), tenant_id: z.optional(z.string()), user_id: z.optional(z.string()) })
const endedLogin = z.object({ login: z.string(), at: z.number() })

export interface Owner {
  id: string
  tenant_id: string
}

/** The part of a storage that belongs to one user of one API; nobody else's is ever read through it. */
export interface ScopedStorage extends ClientStorage {
  /** False where what is stored was somebody else's; it is gone then. */
  claim(user: Owner): Promise<boolean>
  /** True once this login was ended here or in another tab; nothing is written any more. */
  isEnded(): Promise<boolean>
  /** Ends the login: removes everything of this user, and keeps other tabs from writing it again. */
  wipe(): Promise<void>
}

export interface ScopedStorageOptions {
  storage: ClientStorage
  /** Whose it is: address of the API, tenant and user. */
  scope: readonly (string | null)[]
  /** Names this login, should it be the first. */
  newLogin: string
  now(): number
}

export function createScopedStorage({ storage, scope, newLogin, now }: ScopedStorageOptions): ScopedStorage {
  const nameOf = (collection: string) => `${JSON.stringify(scope)}/${collection}`
  let login: string | null = null
  let hasEnded = false
  // One after the other: a write waits for a look at the ended logins, and must not be overtaken by the next one.
  let last: Promise<unknown> = Promise.resolve()
  const inTurn = <Result>(work: () => Promise<Result>): Promise<Result> => {
    const turn = last.then(work)
    last = turn.catch(() => undefined)
    return turn
  }

  const load = async (collection: string): Promise<unknown[]> => {
    const envelopes = (await storage.load(nameOf(collection))).map((value) => envelope.safeParse(value).data)
    const values: unknown[] = []
    for (const held of envelopes) {
      if (held?.version === SCHEMA_VERSION) values.push(held.value)
      else if (held) await storage.remove(nameOf(collection), held.id)
    }
    return values
  }
  const save = (collection: string, id: string, value: unknown): Promise<void> =>
    storage.save(nameOf(collection), id, { id, version: SCHEMA_VERSION, value })

  const readOwner = async (): Promise<z.infer<typeof owner>> => {
    const [held] = await load(OWNER)
    const known = owner.safeParse(held).data ?? { login: newLogin }
    login = known.login
    return known
  }
  const readEnded = async () =>
    (await storage.load(ENDED)).map((value) => endedLogin.safeParse(value).data).filter((ended) => ended !== undefined)

  const isEnded = async (): Promise<boolean> => {
    if (hasEnded) return true
    if (login === null) await readOwner()
    hasEnded = (await readEnded()).some((ended) => ended.login === login)
    return hasEnded
  }

  const clear = async (): Promise<void> => {
    for (const collection of COLLECTIONS) {
      for (const value of await storage.load(nameOf(collection))) {
        const { data } = envelope.safeParse(value)
        if (data) await storage.remove(nameOf(collection), data.id)
      }
    }
  }

  const rememberEnd = async (): Promise<void> => {
    if (login === null) await readOwner()
    const known = (await readEnded()).sort((a, b) => b.at - a.at)
    for (const old of known.slice(MAX_ENDED - 1)) await storage.remove(ENDED, old.login)
    if (login !== null) await storage.save(ENDED, login, { login, at: now() })
  }

  return {
    load: (collection) => inTurn(async () => ((await isEnded()) ? [] : load(collection))),
    save: (collection, id, value) =>
      inTurn(async () => {
        if (!(await isEnded())) await save(collection, id, value)
      }),
    remove: (collection, id) => inTurn(() => storage.remove(nameOf(collection), id)),
    isEnded: () => inTurn(isEnded),
    claim: (user) =>
      inTurn(async () => {
        if (await isEnded()) return true
        const { tenant_id, user_id, login: known } = await readOwner()
        const isOurs = (tenant_id ?? user.tenant_id) === user.tenant_id && (user_id ?? user.id) === user.id
        if (!isOurs) await clear()
        await save(OWNER, OWNER, { login: known, tenant_id: user.tenant_id, user_id: user.id })
        return isOurs
      }),
    wipe: () =>
      inTurn(async () => {
        // First the mark: from here on no other tab writes.
        await rememberEnd()
        hasEnded = true
        await clear()
      }),
  }
}

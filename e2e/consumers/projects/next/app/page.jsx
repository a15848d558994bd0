import { createRestClient } from '@pytake/client/rest'
import { Inbox } from './inbox'

/** A server component: it fetches with the REST client and hands the rest to a client component. */
export default async function Page({ searchParams }) {
  const { api } = await searchParams
  const rest = createRestClient({ url: api, token: 'next' })
  const { items } = await rest.conversations.list()
  return (
    <>
      <h1>{items.length} from the server</h1>
      <Inbox api={api} />
    </>
  )
}

import type { FilledTemplate, Template } from '@pytake/protocol'
import type { Rows } from './database'
import type { KnownConversation } from './entity-rows'
import type { Inbox } from './inbox'
import { channelOf, channelsOf, type InboxContext, invalid, seenConversation } from './inbox-context'
import type { Channel } from './ports'
import type { Principal } from './principal'

/** Older ones are fetched from the channel again before they are shown or used. */
const MAX_AGE_MS = 600_000

export function createTemplates(context: InboxContext): Inbox['templates'] {
  return {
    async list({ tenant_id }) {
      await Promise.all(channelsOf(context, tenant_id).map((channel) => refresh(context, channel)))
      return context.database.read(tenant_id, async (rows) => {
        const position = await rows.log.head()
        return { items: await rows.templates.list(), position, next: null }
      })
    },
  }
}

/** Makes sure that the templates of the conversation's channel are known; the channel is asked outside any write. */
export async function prepareTemplates(context: InboxContext, principal: Principal, conversationId: string) {
  const { tenant_id } = principal
  const { conversation } = await context.database.read(tenant_id, (rows) =>
    seenConversation(context, rows, principal, conversationId),
  )
  const channel = channelOf(context, tenant_id, conversation.channel_id)
  if (channel !== undefined) await refresh(context, channel)
}

async function refresh({ database, changes, env, logger }: InboxContext, channel: Channel): Promise<void> {
  const { tenant_id, channel_id } = channel
  const fetchedAt = await database.read(tenant_id, (rows) => rows.templates.fetchedAt(channel_id))
  if (fetchedAt !== null && env.now() - Date.parse(fetchedAt) < MAX_AGE_MS) return
  try {
    const fetched = await channel.templates()
    const templates = fetched.map((template) => ({ channel_id, ...template }))
    await changes.run(tenant_id, ({ rows, now }) => rows.templates.replace(channel_id, templates, now))
  } catch (error) {
    // Those of before are still better than none.
    if (fetchedAt === null) throw error
    logger.warn({ tenant_id, channel_id, error }, 'unable to fetch templates; the older ones are used')
  }
}

/**
 * The text of a template with its parameters filled in.
 *
 * @throws ServerError `invalid_request` for a template that is not there, not approved or takes other parameters
 */
export async function renderTemplate(
  rows: Rows,
  { channel_id }: KnownConversation,
  { name, language, parameters }: FilledTemplate,
): Promise<string> {
  const template = await rows.templates.get(channel_id, name, language)
  if (template === null) throw invalid('template.name', 'is no template of this channel in this language')
  if (template.status !== 'APPROVED') throw invalid('template.name', `is not approved; it is ${template.status}`)
  const wanted = template.parameters.length
  if (parameters.length !== wanted) throw invalid('template.parameters', `must be ${wanted} for this template`)
  return [template.header, fill(template, parameters), template.footer].filter((part) => part !== null).join('\n\n')
}

function fill({ body, parameters: names }: Template, values: readonly string[]): string {
  const byName = new Map(names.map((name, index) => [name, values[index] ?? '']))
  return body.replace(/\{\{\s*(\w+)\s*\}\}/g, (whole: string, name: string) => byName.get(name) ?? whole)
}

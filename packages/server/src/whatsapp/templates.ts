import type { Template } from '@pytake/protocol'
import * as z from 'zod/mini'
import type { OutboundMessage } from '../domain/ports'
import { callGraph, type GraphAccess } from './graph'
import { graphFailure } from './graph-failure'

const TIMEOUT_MS = 10_000
const PAGE_SIZE = 100
/** An account may hold 6,000 templates; a team that lists them all would find none. */
const MAX_PAGES = 10

type ChannelTemplate = Omit<Template, 'channel_id'>

/** The templates of a WhatsApp Business Account; one that cannot be read is left out. */
export async function fetchTemplates(access: GraphAccess, accountId: string): Promise<ChannelTemplate[]> {
  const templates: ChannelTemplate[] = []
  let after: string | undefined
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const query = new URLSearchParams({ fields: 'name,language,status,category,components', limit: String(PAGE_SIZE) })
    if (after !== undefined) query.set('after', after)
    const path = `/${encodeURIComponent(accountId)}/message_templates?${query.toString()}`
    const answer = await callGraph(access, path, { timeoutMs: TIMEOUT_MS })
    if (answer.kind !== 'answered') throw graphFailure('fetch templates', answer)
    const { data = [], paging } = templatePage.parse(answer.body)
    templates.push(...data.flatMap(readTemplate))
    after = paging?.next === undefined ? undefined : paging.cursors?.after
    if (after === undefined) break
  }
  return templates
}

const templatePage = z.object({
  data: z.optional(z.array(z.unknown())),
  paging: z.optional(
    z.object({ next: z.optional(z.string()), cursors: z.optional(z.object({ after: z.optional(z.string()) })) }),
  ),
})

const graphTemplate = z.object({
  name: z.string(),
  language: z.string(),
  status: z.string(),
  category: z.string(),
  components: z.array(z.object({ type: z.string(), text: z.optional(z.string()) })),
})

function readTemplate(raw: unknown): ChannelTemplate[] {
  const { data } = graphTemplate.safeParse(raw)
  if (data === undefined) return []
  const { components, ...template } = data
  const textOf = (type: string) => components.find((component) => component.type.toUpperCase() === type)?.text ?? null
  const body = textOf('BODY') ?? ''
  const names = [...body.matchAll(/\{\{\s*(\w+)\s*\}\}/g)].flatMap(([, name]) => name ?? [])
  return [{ ...template, header: textOf('HEADER'), body, footer: textOf('FOOTER'), parameters: inOrder(names) }]
}

/** Numbered ones by their number, whatever their order in the text; named ones as they stand. */
function inOrder(names: readonly string[]): string[] {
  const once = [...new Set(names)]
  return once.every((name) => /^\d+$/.test(name)) ? once.sort((a, b) => Number(a) - Number(b)) : once
}

const filled = z.object({ name: z.string(), language: z.string(), parameters: z.array(z.string()) })

/** The part of a send request; null where the message carries no template. */
export function templateContentOf({ message }: OutboundMessage): Record<string, unknown> | null {
  const { data } = filled.safeParse(message.template)
  if (data === undefined) return null
  const parameters = data.parameters.map((text) => ({ type: 'text', text }))
  return {
    type: 'template',
    template: {
      name: data.name,
      language: { code: data.language },
      ...(parameters.length > 0 && { components: [{ type: 'body', parameters }] }),
    },
  }
}

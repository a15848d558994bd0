import type { Template } from '@pytake/protocol'
import type { Kysely } from 'kysely'
import type { TemplateRows } from '../domain/entity-rows'
import { readJson, writeJson } from './json-column'
import type { Tables } from './schema'

export function templateRows(db: Kysely<Tables>, tenantId: string): TemplateRows {
  const templates = () => db.selectFrom('templates').select('template').where('tenant_id', '=', tenantId)
  return {
    async list() {
      const rows = await templates().orderBy('channel_id').orderBy('name').orderBy('language').execute()
      return rows.map((row) => readJson<Template>(row.template))
    },
    async get(channelId, name, language) {
      const row = await templates()
        .where('channel_id', '=', channelId)
        .where('name', '=', name)
        .where('language', '=', language)
        .executeTakeFirst()
      return row === undefined ? null : readJson<Template>(row.template)
    },
    async fetchedAt(channelId) {
      const row = await db
        .selectFrom('template_fetches')
        .select('fetched_at')
        .where('tenant_id', '=', tenantId)
        .where('channel_id', '=', channelId)
        .executeTakeFirst()
      return row?.fetched_at ?? null
    },
    async replace(channel_id, list, fetched_at) {
      const key = { tenant_id: tenantId, channel_id }
      await db.deleteFrom('templates').where('tenant_id', '=', tenantId).where('channel_id', '=', channel_id).execute()
      for (const template of list) {
        const { name, language } = template
        await db
          .insertInto('templates')
          .values({ ...key, name, language, template: writeJson(template) })
          .execute()
      }
      await db
        .insertInto('template_fetches')
        .values({ ...key, fetched_at })
        .onConflict((conflict) => conflict.columns(['tenant_id', 'channel_id']).doUpdateSet({ fetched_at }))
        .execute()
    },
  }
}

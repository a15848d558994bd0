import { type Kysely, sql } from 'kysely'
import type { Tables } from '../schema'

/** What the team puts on messages and has at hand: own reactions on their way, labels, canned responses, templates. */
export async function createTeamTools(db: Kysely<Tables>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}

const STATEMENTS = [
  `create table outgoing_reactions (
    tenant_id text not null, message_id text not null, conversation_id text not null, channel_id text not null,
    target_external_id text not null, emoji text, fence bigint not null, tries bigint not null, due_at text not null,
    primary key (tenant_id, message_id))`,
  `create index outgoing_reactions_due on outgoing_reactions (due_at)`,
  `create index outgoing_reactions_conversation on outgoing_reactions (tenant_id, conversation_id)`,
  `create index conversations_channel on conversations (tenant_id, channel_id, activity_at, id)`,
  `create table labels (
    tenant_id text not null, id text not null, name text not null, name_folded text not null, color text not null,
    created_at text not null,
    primary key (tenant_id, id))`,
  `create unique index labels_name on labels (tenant_id, name_folded)`,
  `create table canned_responses (
    tenant_id text not null, id text not null, shortcut text not null, shortcut_folded text not null,
    title text not null, content text not null, created_at text not null, updated_at text not null,
    primary key (tenant_id, id))`,
  `create unique index canned_responses_shortcut on canned_responses (tenant_id, shortcut_folded)`,
  `create table templates (
    tenant_id text not null, channel_id text not null, name text not null, language text not null,
    template text not null,
    primary key (tenant_id, channel_id, name, language))`,
  `create table template_fetches (
    tenant_id text not null, channel_id text not null, fetched_at text not null,
    primary key (tenant_id, channel_id))`,
] as const

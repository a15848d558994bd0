import { type Kysely, sql } from 'kysely'
import type { Tables } from '../schema'

/** Plain SQL of the common subset of SQLite and PostgreSQL; `tenant_id` leads every key. */
export async function createFirstTables(db: Kysely<Tables>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}

const STATEMENTS = [
  `create table meta (key text primary key, value text not null)`,
  `create table counters (tenant_id text primary key, head bigint not null)`,
  `create table events (
    tenant_id text not null, seq bigint not null, type text not null, conversation_id text,
    payload text not null, created_at text not null,
    primary key (tenant_id, seq))`,
  // Only to find what a deleted conversation was, for a policy that asks.
  `create index events_conversation on events (tenant_id, conversation_id, type, seq)`,
  `create table contacts (
    tenant_id text not null, id text not null, name text not null, name_source text not null,
    name_folded text not null, phone text, phone_digits text not null, metadata text not null,
    created_at text not null, updated_at text not null, version bigint not null,
    primary key (tenant_id, id))`,
  `create index contacts_name on contacts (tenant_id, name_folded, id)`,
  `create index contacts_phone on contacts (tenant_id, phone)`,
  `create table contact_identities (
    tenant_id text not null, channel_kind text not null, address text not null, contact_id text not null,
    primary key (tenant_id, channel_kind, address))`,
  `create index contact_identities_contact on contact_identities (tenant_id, contact_id)`,
  `create table conversations (
    tenant_id text not null, id text not null, contact_id text not null, channel text not null,
    channel_id text not null, status text not null, unread_count bigint not null, read_seq bigint not null,
    last_message text, last_message_time text, last_message_id text, last_message_type text,
    last_message_sender_type text, activity_at text not null, assignee_id text, labels text not null,
    snoozed_until text, reply_window_ends_at text, metadata text not null,
    created_at text not null, updated_at text not null, version bigint not null,
    primary key (tenant_id, id))`,
  // An album of photos arrives as many webhooks at once and must find one conversation.
  `create unique index conversations_contact on conversations (tenant_id, contact_id, channel_id)`,
  `create index conversations_activity on conversations (tenant_id, activity_at, id)`,
  `create index conversations_status on conversations (tenant_id, status, activity_at, id)`,
  `create index conversations_assignee on conversations (tenant_id, assignee_id, activity_at, id)`,
  `create table messages (
    tenant_id text not null, id text not null, conversation_id text not null, channel_id text not null,
    seq bigint not null, sender_type text not null, sender_id text, content text not null,
    content_folded text not null, message_type text not null, status text not null, client_message_id text,
    reply_to_id text, media_id text, location text, contacts text, interactive text, template text, referral text,
    reactions text not null, error text, external_id text, metadata text not null, deleted_at text,
    created_at text not null, updated_at text not null, version bigint not null,
    primary key (tenant_id, id))`,
  `create index messages_order on messages (tenant_id, conversation_id, created_at, seq)`,
  `create index messages_inbound on messages (tenant_id, conversation_id, sender_type, seq)`,
  `create index messages_external on messages (tenant_id, channel_id, external_id)`,
  `create table media (
    tenant_id text not null, id text not null, message_id text not null, conversation_id text not null,
    channel_id text not null, external_id text not null, mime_type text not null, filename text, size bigint,
    sha256 text, width bigint, height bigint, duration_ms bigint, status text not null, storage_key text,
    fence bigint not null, tries bigint not null, due_at text not null,
    primary key (tenant_id, id))`,
  `create index media_conversation on media (tenant_id, conversation_id)`,
  `create index media_due on media (status, due_at)`,
  `create table deliveries (
    tenant_id text not null, id text not null, message_id text not null, conversation_id text not null,
    channel_id text not null, attempt bigint not null, state text not null, status text not null, error text,
    external_id text, position bigint not null, fence bigint not null, tries bigint not null,
    due_at text not null, lease_until text,
    primary key (tenant_id, id))`,
  `create index deliveries_message on deliveries (tenant_id, message_id, attempt)`,
  `create index deliveries_queue on deliveries (tenant_id, conversation_id, state, position)`,
  `create index deliveries_external on deliveries (tenant_id, channel_id, external_id)`,
  `create index deliveries_due on deliveries (state, due_at)`,
  `create table receipts (
    tenant_id text not null, conversation_id text not null, channel_id text not null, external_id text not null,
    fence bigint not null, tries bigint not null, due_at text not null,
    primary key (tenant_id, conversation_id))`,
  `create index receipts_due on receipts (due_at)`,
  `create table received (
    tenant_id text not null, channel_id text not null, external_id text not null, received_at text not null,
    primary key (tenant_id, channel_id, external_id))`,
  `create table parked_statuses (
    tenant_id text not null, channel_id text not null, external_id text not null, status text not null, error text,
    created_at text not null)`,
  `create index parked_statuses_external on parked_statuses (tenant_id, channel_id, external_id)`,
  `create index parked_statuses_age on parked_statuses (tenant_id, created_at)`,
  // By target, not by message: a reaction may come before what it is about.
  `create table reactions (
    tenant_id text not null, channel_id text not null, target_external_id text not null, contact_id text not null,
    emoji text, provider_time bigint not null, external_id text not null,
    primary key (tenant_id, channel_id, target_external_id, contact_id))`,
  `create table set_aside (
    tenant_id text not null, id text not null, channel_id text not null, reason text not null, raw text not null,
    created_at text not null,
    primary key (tenant_id, id))`,
  `create table idempotency (
    tenant_id text not null, user_id text not null, idempotency_key text not null, body_hash text not null,
    message_id text not null, created_at text not null,
    primary key (tenant_id, user_id, idempotency_key))`,
  `create table agents (
    tenant_id text not null, user_id text not null, name text, role text not null,
    access_changed_at bigint not null, seen_at text not null,
    primary key (tenant_id, user_id))`,
] as const

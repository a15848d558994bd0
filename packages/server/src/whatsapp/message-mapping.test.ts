import { expect, test } from 'vitest'
import { mapMessage } from './message-mapping'
import { readSenders, type Senders } from './senders'
import { CUSTOMER, joao, message, text } from './testing/deliveries'

const senders = (...raw: unknown[]): Senders => readSenders(raw)

/** The only item that a message becomes. */
function mapped(raw: unknown, from: unknown[] = [joao]) {
  const { items } = mapMessage(raw, senders(...from))
  expect(items).toHaveLength(1)
  const [item] = items
  if (item?.kind !== 'message') throw new Error(`expected a message, got ${item?.kind ?? 'nothing'}`)
  return item
}

test('a text keeps its words, its sender and its time', () => {
  expect(mapped(text('Olá 👋'))).toEqual({
    kind: 'message',
    external_id: 'wamid.in',
    provider_time: 1_800_000_000_000,
    contact: { address: CUSTOMER, name: 'João', phone: `+${CUSTOMER}` },
    message: { content: 'Olá 👋', message_type: 'text', metadata: {} },
    media: null,
    reply_to_external_id: null,
  })
})

test.each([
  ['image', { id: '1', mime_type: 'image/jpeg' }, '📷'],
  ['image', { id: '1', mime_type: 'image/jpeg', caption: 'A praia' }, 'A praia'],
  ['video', { id: '1', mime_type: 'video/mp4' }, '🎥'],
  ['audio', { id: '1', mime_type: 'audio/ogg; codecs=opus', voice: true }, '🎤'],
  ['audio', { id: '1', mime_type: 'audio/mpeg' }, '🎵'],
  ['document', { id: '1', mime_type: 'application/pdf', filename: 'nota.pdf' }, '📄 nota.pdf'],
  ['document', { id: '1', mime_type: 'application/pdf', filename: 'nota.pdf', caption: ' ' }, '📄 nota.pdf'],
  ['document', { id: '1', mime_type: 'application/pdf' }, '📄'],
  ['sticker', { id: '1', mime_type: 'image/webp', animated: true }, '💟'],
])('%s %j reads as %s', (type, file, content) => {
  const item = mapped(message(type, { [type]: file }))
  expect(item.message).toMatchObject({ message_type: type, content })
  expect(item.media).toMatchObject({ external_id: '1', mime_type: file.mime_type })
})

test('a voice note and a moving sticker say so', () => {
  const voice = mapped(message('audio', { audio: { id: '1', mime_type: 'audio/ogg', voice: true } }))
  expect(voice.message.metadata).toEqual({ voice: true })
  const sticker = mapped(message('sticker', { sticker: { id: '1', mime_type: 'image/webp', animated: true } }))
  expect(sticker.message.metadata).toEqual({ animated: true })
})

test('a file keeps name and digest, and can be fetched without a type', () => {
  const document = { id: 77, filename: 'nota.pdf', sha256: 'abc=' }
  expect(mapped(message('document', { document })).media).toEqual({
    external_id: '77',
    mime_type: 'application/octet-stream',
    filename: 'nota.pdf',
    sha256: 'abc=',
  })
})

test.each([
  [{ latitude: -23.5, longitude: -46.6, name: 'MASP', address: 'Av. Paulista' }, '📍 MASP'],
  [{ latitude: -23.5, longitude: -46.6, address: 'Av. Paulista' }, '📍 Av. Paulista'],
  [{ latitude: -23.5, longitude: -46.6 }, '📍 -23.5, -46.6'],
])('the location %j reads as %s', (location, content) => {
  expect(mapped(message('location', { location })).message).toMatchObject({ content, location })
})

test.each([
  [[{ name: { formatted_name: 'Ana Lima' } }, { name: { first_name: 'Bia' } }], '👤 Ana Lima, Bia'],
  [[{ vcard: 'BEGIN:VCARD\nFN:Caio\nEND:VCARD' }], '👤 Caio'],
  [[{ phones: [{ phone: '+55 11 99999-0002' }] }], '👤 +55 11 99999-0002'],
  [[{}], '👤'],
  [Array.from({ length: 7 }, (_, n) => ({ name: { first_name: `P${n}` } })), '👤 P0, P1, P2, P3, P4 +2'],
])('the cards %j read as %s', (contacts, content) => {
  expect(mapped(message('contacts', { contacts })).message).toMatchObject({
    message_type: 'contacts',
    content,
    contacts,
  })
})

test.each([
  [{ type: 'button_reply', button_reply: { id: 'yes', title: 'Sim' } }, 'Sim'],
  [{ type: 'list_reply', list_reply: { id: '2', title: 'Plano B', description: 'R$ 20' } }, 'Plano B'],
  [{ type: 'nfm_reply', nfm_reply: { name: 'flow', body: 'Sent', response_json: '{}' } }, '📋 Sent'],
  [{ type: 'call_permission_reply', call_permission_reply: { response: 'accept' } }, '📞 ✅'],
  [{ type: 'call_permission_reply', call_permission_reply: { response: 'reject' } }, '📞 ❌'],
  [{ type: 'from_next_year', payload: { x: 1 } }, '📋 from_next_year'],
])('the interactive answer %j reads as %s and is kept whole', (interactive, content) => {
  const item = mapped(message('interactive', { interactive }))
  expect(item.message).toMatchObject({ message_type: 'interactive', content, interactive })
})

test('a quick reply of a template reads as its text', () => {
  const item = mapped(message('button', { button: { payload: 'STOP', text: 'Parar' } }))
  expect(item.message).toMatchObject({
    message_type: 'interactive',
    content: 'Parar',
    interactive: { type: 'button', button: { payload: 'STOP', text: 'Parar' } },
  })
})

test('an order lists what is wanted', () => {
  const order = { catalog_id: '1', product_items: [{ product_retailer_id: 'CAFE', quantity: 2 }, { quantity: 1 }] }
  expect(mapped(message('order', { order })).message).toMatchObject({
    message_type: 'interactive',
    content: '🛒 2× CAFE',
    interactive: { type: 'order', order },
  })
})

test('a changed number is a system message in the conversation of the old one', () => {
  const system = { type: 'user_changed_number', body: 'João changed from A to B', wa_id: '5511999990009' }
  const item = mapped(message('system', { system }), [])
  expect(item.contact).toEqual({ address: CUSTOMER, name: null, phone: `+${CUSTOMER}` })
  expect(item.message).toMatchObject({
    message_type: 'system',
    content: 'ℹ️ João changed from A to B',
    metadata: { system_type: 'user_changed_number', new_address: '5511999990009' },
  })
})

test('a changed user id belongs to the previous one, and to nobody where that is not told', () => {
  const system = { type: 'user_changed_user_id', body: 'changed', user_id: 'US.2' }
  const raw = { id: 'wamid.in', timestamp: '1800000000', type: 'system' }
  const known = mapped({ ...raw, system: { ...system, previous_user_id: 'US.1' } }, [])
  expect(known.contact).toEqual({ address: 'US.1', name: null, phone: null })
  expect(mapMessage({ ...raw, system }, senders())).toMatchObject({ items: [], set_aside: [{ reason: 'no_sender' }] })
})

test('what Meta cannot hand over is shown as unsupported', () => {
  const errors = [{ code: 131051, title: 'Message type unknown' }]
  const item = mapped(message('unsupported', { errors, unsupported: { type: 'poll_creation' } }))
  expect(item.message).toEqual({
    content: '❔ poll_creation',
    message_type: 'unsupported',
    metadata: { unsupported_type: 'poll_creation' },
  })
})

test.each([
  ['hologram', message('hologram', { hologram: {} }), '❔ hologram'],
  ['none', message(undefined), '❔'],
  ['text', message('text', { text: 'no object' }), '❔ text'],
  ['location', message('location', { location: { latitude: 'x' } }), '❔ location'],
  ['toString', message('toString'), '❔ toString'],
])('a message of type %s that cannot be read is shown and kept', (type, raw, content) => {
  const { items, set_aside } = mapMessage(raw, senders(joao))
  expect(items).toMatchObject([{ kind: 'message', message: { message_type: 'unsupported', content } }])
  expect(set_aside).toEqual([{ reason: `type:${type}`, raw }])
})

test('an edit is shown as a message about the one it corrects', () => {
  const edit = { original_message_id: 'wamid.old', message: { type: 'text', text: { body: 'às 15h' } } }
  const item = mapped(message('edit', { edit }))
  expect(item).toMatchObject({ reply_to_external_id: 'wamid.old', message: { content: '✏️ às 15h' } })
})

test('edits inside edits do not recurse', () => {
  let edit: Record<string, unknown> = { original_message_id: 'x' }
  for (let depth = 0; depth < 1_000; depth += 1) edit = { original_message_id: 'x', message: { type: 'edit', edit } }
  expect(mapped(message('edit', { edit })).message.content).toBe('✏️')
})

test('a withdrawn message is shown as a message about it', () => {
  const item = mapped(message('revoke', { revoke: { original_message_id: 'wamid.old' } }))
  expect(item).toMatchObject({ reply_to_external_id: 'wamid.old', message: { content: '🗑️' } })
})

test.each([
  ['👍', '👍'],
  ['', null],
  [undefined, null],
])('the reaction %j is %j', (emoji, expected) => {
  const reaction = { message_id: 'wamid.target', ...(emoji !== undefined && { emoji }) }
  expect(mapMessage(message('reaction', { reaction }), senders(joao)).items).toEqual([
    {
      kind: 'reaction',
      external_id: 'wamid.in',
      provider_time: 1_800_000_000_000,
      target_external_id: 'wamid.target',
      emoji: expected,
      contact: { address: CUSTOMER, name: 'João', phone: `+${CUSTOMER}` },
    },
  ])
})

test('a reaction without a target is set aside, not shown', () => {
  expect(mapMessage(message('reaction', { reaction: {} }), senders(joao))).toMatchObject({
    items: [],
    set_aside: [{ reason: 'type:reaction' }],
  })
})

test('reply, forward and advertisement are kept', () => {
  const referral = { source_url: 'https://fb.me/x', source_type: 'ad', ctwa_clid: 'abc' }
  const context = { from: '551130900000', id: 'wamid.quoted', frequently_forwarded: true }
  const item = mapped(text('Oi', { context, referral }))
  expect(item.reply_to_external_id).toBe('wamid.quoted')
  expect(item.message).toMatchObject({ referral, metadata: { forwarded: true, frequently_forwarded: true } })
})

test('a broken extra does not cost the message', () => {
  const item = mapped(text('Oi', { context: 'nonsense', referral: 7, timestamp: 'yesterday' }), ['no', joao].slice(1))
  expect(item).toMatchObject({ provider_time: null, reply_to_external_id: null, message: { content: 'Oi' } })
})

test('a customer without a phone is known by the user id', () => {
  const anonymous = { id: 'wamid.in', timestamp: '1800000000', type: 'text', text: { body: 'Oi' } }
  const contact = { profile: { name: 'Ana', username: '@ana' }, user_id: 'BR.123' }
  const expected = { address: 'BR.123', name: 'Ana', phone: null }
  expect(mapped({ ...anonymous, from_user_id: 'BR.123' }, [contact]).contact).toEqual(expected)
  expect(mapped(anonymous, [contact]).contact).toEqual(expected)
})

test('the phone is the address where both are known', () => {
  const both = { profile: { name: 'Ana' }, wa_id: CUSTOMER, user_id: 'BR.123' }
  expect(mapped(text('Oi', { from_user_id: 'BR.123' }), [both]).contact.address).toBe(CUSTOMER)
  expect(mapped(text('Oi', { from: undefined, from_user_id: 'BR.123' }), [both]).contact.address).toBe(CUSTOMER)
})

test('nobody gets the name of another sender', () => {
  const bia = { profile: { name: 'Bia' }, wa_id: '5511999990002' }
  expect(mapped(text('Oi'), [bia]).contact).toEqual({ address: CUSTOMER, name: null, phone: `+${CUSTOMER}` })
  expect(mapped(text('Oi'), [bia, joao]).contact.name).toBe('João')
})

test('a message that nobody wrote is set aside', () => {
  const anonymous = { id: 'wamid.in', type: 'text', text: { body: 'Oi' } }
  const two = senders(joao, { wa_id: '5511999990002' })
  expect(mapMessage(anonymous, two)).toMatchObject({ items: [], set_aside: [{ reason: 'no_sender' }] })
})

test('a group is not mistaken for a conversation with one of its members', () => {
  expect(mapMessage(text('Oi', { group_id: 'g1' }), senders(joao))).toMatchObject({
    items: [],
    set_aside: [{ reason: 'group_message' }],
  })
})

test.each([[null], [7], ['text'], [[]], [{}], [{ id: '' }], [{ id: {} }]])(
  '%j is no message and is set aside',
  (raw) => {
    expect(mapMessage(raw, senders(joao))).toEqual({ items: [], set_aside: [{ reason: 'unreadable_message', raw }] })
  },
)

import { api } from './api.js'
import { el, icon, reconcile } from './dom.js'
import { locale, texts } from './texts.js'
import { voicePlayer } from './voice.js'

const GROUP_MS = 5 * 60 * 1_000
const timeFormat = new Intl.DateTimeFormat(locale, { timeStyle: 'short' })
const dayFormat = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'long', year: 'numeric' })

/** Shows one chat in `list`; bubbles already there are kept and only change their ticks. */
export function createChat(list) {
  let shown = new Map()
  return {
    clear: () => {
      shown = new Map()
      list.replaceChildren()
    },
    show: (messages, businessName) => {
      const next = new Map()
      const nodes = []
      messages.forEach((message, index) => {
        const before = messages[index - 1]
        if (!before || dayOf(before) !== dayOf(message))
          nodes.push(keep(shown, next, `day ${dayOf(message)}`, () => daySeparator(message)))
        const bubble = keep(shown, next, message.id, () => createBubble(message, messages, businessName))
        updateBubble(bubble, message, startsGroup(before, message))
        nodes.push(bubble)
      })
      shown = next
      reconcile(list, nodes)
    },
  }
}

/** What a message is in one line, for quotes. */
export function summaryOf(message) {
  const { content } = message
  switch (content.type) {
    case 'text':
      return content.body
    case 'image':
      return content.caption ?? texts.photo
    case 'video':
      return content.caption ?? texts.video
    case 'audio':
      return content.voice ? texts.voiceNote : texts.audio
    case 'document':
      return content.filename ?? texts.document
    case 'location':
      return content.name ?? texts.location
    case 'sticker':
      return texts.sticker
    default:
      return message.text
  }
}

function keep(shown, next, key, create) {
  const node = shown.get(key) ?? create()
  next.set(key, node)
  return node
}

function startsGroup(before, message) {
  return (
    !before ||
    before.direction !== message.direction ||
    message.sentAtMs - before.sentAtMs > GROUP_MS ||
    dayOf(before) !== dayOf(message)
  )
}

function createBubble(message, messages, businessName) {
  const quoted = message.replyTo && messages.find((one) => one.id === message.replyTo)
  const sender = message.direction === 'inbound' ? texts.you : businessName
  return el(
    'li',
    {
      class: `message ${message.direction} kind-${message.content.type}`,
      'data-testid': 'message',
      'data-direction': message.direction,
      'data-message-id': message.id,
    },
    el(
      'div',
      { class: 'bubble' },
      el('span', { class: 'visually-hidden' }, `${sender}: `),
      quoted ? quote(quoted, businessName) : undefined,
      ...contentNodes(message),
      el(
        'span',
        { class: 'meta' },
        el('time', { datetime: new Date(message.sentAtMs).toISOString() }, timeFormat.format(message.sentAtMs)),
        el('span', { class: 'ticks' }),
      ),
      el('span', { class: 'reaction', hidden: true }),
    ),
  )
}

function updateBubble(bubble, message, first) {
  bubble.classList.toggle('first', first)
  const reaction = bubble.querySelector('.reaction')
  if (reaction.textContent !== (message.reaction ?? '')) {
    reaction.hidden = message.reaction === undefined
    reaction.textContent = message.reaction ?? ''
    bubble.classList.toggle('reacted', message.reaction !== undefined)
  }
  if (bubble.dataset.status === message.status) return
  bubble.dataset.status = message.status
  if (message.direction === 'outbound') return
  const label = texts.status[message.status]
  const name = { queued: 'clock', sent: 'tick', delivered: 'ticks', read: 'ticks' }[message.status]
  bubble.querySelector('.ticks').replaceChildren(icon(name), el('span', { class: 'visually-hidden' }, label))
}

function quote(quoted, businessName) {
  const sender = quoted.direction === 'inbound' ? texts.you : businessName
  return el('div', { class: 'quote' }, el('strong', {}, sender), el('span', {}, summaryOf(quoted)))
}

function contentNodes(message) {
  const { content } = message
  switch (content.type) {
    case 'text':
      return [el('p', { class: 'text' }, content.body)]
    case 'image':
    case 'sticker':
      return [picture(content), ...captionNodes(content)]
    case 'video':
      return [
        el('video', { class: 'picture', src: api.mediaUrl(content.mediaId), controls: true, preload: 'metadata' }),
        ...captionNodes(content),
      ]
    case 'audio':
      return [voicePlayer(api.mediaUrl(content.mediaId))]
    case 'document':
      return [documentCard(content), ...captionNodes(content)]
    case 'location':
      return [locationCard(content)]
    case 'template':
      return [
        el('p', { class: 'label' }, `${texts.template} · ${content.name}`),
        el('p', { class: 'text' }, message.text),
      ]
    default:
      return [el('p', { class: 'text' }, message.text)]
  }
}

function picture(content) {
  const alt = content.caption ?? (content.type === 'sticker' ? texts.sticker : texts.photo)
  const image = el('img', { src: api.mediaUrl(content.mediaId), alt, loading: 'lazy' })
  const link = el(
    'a',
    { class: 'picture', href: api.mediaUrl(content.mediaId), target: '_blank', rel: 'noopener' },
    image,
  )
  image.addEventListener('error', () => link.replaceChildren(`${texts.photo}: ${texts.mediaGone}`))
  return link
}

function captionNodes(content) {
  return content.caption === undefined ? [] : [el('p', { class: 'text' }, content.caption)]
}

function documentCard(content) {
  const name = content.filename ?? texts.document
  const kind = (name.includes('.') ? name.split('.').pop() : content.mimeType.split('/').pop()) ?? ''
  return el(
    'a',
    { class: 'document', href: api.mediaUrl(content.mediaId), download: name },
    icon('document'),
    el('span', {}, el('strong', {}, name), el('span', { class: 'label' }, kind.toUpperCase())),
  )
}

function locationCard(content) {
  const coordinates = `${content.latitude.toFixed(5)}, ${content.longitude.toFixed(5)}`
  return el(
    'div',
    { class: 'location' },
    el('div', { class: 'map', role: 'img', 'aria-label': `${texts.location} ${coordinates}` }, icon('pin')),
    el('strong', {}, content.name ?? texts.location),
    el('span', { class: 'label' }, content.address ?? coordinates),
  )
}

function daySeparator(message) {
  return el('li', { class: 'day' }, el('span', {}, dayName(message.sentAtMs)))
}

function dayOf(message) {
  return new Date(message.sentAtMs).toDateString()
}

function dayName(atMs) {
  const day = new Date(atMs).toDateString()
  const yesterday = new Date()
  yesterday.setDate(yesterday.getDate() - 1)
  if (day === new Date().toDateString()) return texts.today
  return day === yesterday.toDateString() ? texts.yesterday : dayFormat.format(atMs)
}

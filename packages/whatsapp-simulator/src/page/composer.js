import { api } from './api.js'
import { prepareAttachments } from './attachments.js'

/** Where the customer writes; what is not sent yet stays with each customer. */
export function createComposer({ act, selected }) {
  const text = document.getElementById('composer-text')
  const drafts = new Map()
  let shownId = ''

  const setText = (value) => {
    text.value = value
    resize(text)
  }
  const send = async () => {
    const body = text.value.trim()
    const waId = selected()
    if (body === '' || waId === '') return
    setText('')
    if (await act(() => api.send(waId, { text: body }))) return
    // Not sent: back into the field it came from, unless something else stands there by now.
    if (selected() === waId && text.value === '') setText(body)
    else drafts.set(waId, body)
  }
  listen(text, () => void send())
  prepareAttachments({ act, selected, done: () => text.focus() })

  return {
    show: (waId) => {
      if (waId === shownId) return
      if (shownId !== '') drafts.set(shownId, text.value)
      shownId = waId
      setText(drafts.get(waId) ?? '')
      text.disabled = waId === ''
    },
  }
}

function listen(text, send) {
  document.getElementById('composer').addEventListener('submit', (event) => {
    event.preventDefault()
    send()
  })
  text.addEventListener('input', () => resize(text))
  text.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return
    event.preventDefault()
    send()
  })
}

function resize(text) {
  text.style.height = 'auto'
  text.style.height = `${text.scrollHeight}px`
}

import { api } from './api.js'
import { texts } from './texts.js'

const MASP = { latitude: -23.56141, longitude: -46.65588, name: 'MASP', address: 'Av. Paulista, 1578 - São Paulo' }

/** Where the customer writes; what is not sent yet stays with each customer. */
export function createComposer({ act, selected }) {
  const find = (id) => document.getElementById(id)
  const text = find('composer-text')
  const menu = find('attach-menu')
  const attach = find('attach')
  const drafts = new Map()
  let shownId = ''

  const send = async (content) => {
    closeMenu()
    await act(() => api.send(selected(), content))
    text.focus()
  }
  const sendText = async () => {
    const body = text.value.trim()
    const waId = selected()
    if (body === '' || waId === '') return
    setText('')
    if (await act(() => api.send(waId, { text: body }))) return
    // Not sent: back into the field it came from, unless something else stands there by now.
    if (selected() === waId && text.value === '') setText(body)
    else drafts.set(waId, body)
  }
  const setText = (value) => {
    text.value = value
    resize()
  }
  const resize = () => {
    text.style.height = 'auto'
    text.style.height = `${text.scrollHeight}px`
  }
  const setMenu = (open) => {
    menu.hidden = !open
    attach.setAttribute('aria-expanded', String(open))
  }
  const closeMenu = () => setMenu(false)

  find('composer').addEventListener('submit', (event) => {
    event.preventDefault()
    void sendText()
  })
  text.addEventListener('input', resize)
  text.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return
    event.preventDefault()
    void sendText()
  })
  attach.addEventListener('click', () => {
    setMenu(menu.hidden)
    if (!menu.hidden) menu.querySelector('button').focus()
  })
  find('composer').addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || menu.hidden) return
    closeMenu()
    attach.focus()
  })
  document.addEventListener('click', (event) => {
    if (!menu.contains(event.target) && !attach.contains(event.target)) closeMenu()
  })
  find('attach-image').addEventListener('click', () => void send({ image: 'sample' }))
  find('attach-voice').addEventListener('click', () => void send({ voice: 'sample' }))
  find('attach-location').addEventListener('click', () => void send({ location: MASP }))
  find('attach-file').addEventListener('click', () => find('file').click())
  find('file').addEventListener('change', async (event) => {
    const file = event.target.files[0]
    closeMenu()
    if (file) await act(() => api.sendFile(selected(), kindOf(file), file))
    event.target.value = ''
  })

  return {
    show: (waId) => {
      if (waId === shownId) return
      if (shownId !== '') drafts.set(shownId, text.value)
      shownId = waId
      setText(drafts.get(waId) ?? '')
      text.disabled = waId === ''
      text.setAttribute('aria-label', texts.write)
    },
  }
}

function kindOf(file) {
  if (/^image\/(jpeg|png)$/.test(file.type)) return 'image'
  if (file.type === 'video/mp4') return 'video'
  if (file.type === 'audio/ogg') return 'voice'
  return file.type.startsWith('audio/') ? 'audio' : 'document'
}

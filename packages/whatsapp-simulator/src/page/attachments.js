import { api } from './api.js'

const MASP = { latitude: -23.56141, longitude: -46.65588, name: 'MASP', address: 'Av. Paulista, 1578 - São Paulo' }

/** The menu behind the plus: samples at one click, or a file of one's own. */
export function prepareAttachments({ act, selected, done }) {
  const find = (id) => document.getElementById(id)
  const menu = find('attach-menu')
  const button = find('attach')
  const setOpen = (open) => {
    menu.hidden = !open
    button.setAttribute('aria-expanded', String(open))
  }
  const send = async (content) => {
    setOpen(false)
    await act(() => api.send(selected(), content))
    done()
  }
  button.addEventListener('click', () => {
    setOpen(menu.hidden)
    if (!menu.hidden) menu.querySelector('button').focus()
  })
  find('composer').addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || menu.hidden) return
    setOpen(false)
    button.focus()
  })
  document.addEventListener('click', (event) => {
    if (!menu.contains(event.target) && !button.contains(event.target)) setOpen(false)
  })
  find('attach-image').addEventListener('click', () => void send({ image: 'sample' }))
  find('attach-voice').addEventListener('click', () => void send({ voice: 'sample' }))
  find('attach-location').addEventListener('click', () => void send({ location: MASP }))
  find('attach-file').addEventListener('click', () => find('file').click())
  find('file').addEventListener('change', async (event) => {
    const file = event.target.files[0]
    setOpen(false)
    if (file) await act(() => api.sendFile(selected(), kindOf(file), file))
    event.target.value = ''
    done()
  })
}

function kindOf(file) {
  if (/^image\/(jpeg|png)$/.test(file.type)) return 'image'
  if (file.type === 'video/mp4') return 'video'
  if (file.type === 'audio/ogg') return 'voice'
  return file.type.startsWith('audio/') ? 'audio' : 'document'
}

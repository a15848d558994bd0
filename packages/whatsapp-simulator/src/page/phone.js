import { api, follow } from './api.js'
import { createChat } from './bubbles.js'
import { createComposer } from './composer.js'
import { createDrawer, receiverTrouble } from './drawer.js'
import { avatar } from './dom.js'
import { createSwitcher } from './switcher.js'
import { locale, texts, translatePage } from './texts.js'

const TOAST_MS = 4_000
const NEAR_BOTTOM_PX = 80
const find = (id) => document.getElementById(id)

let state
let selectedId = location.hash.slice(1)
let shownId
let lost = false
let refreshing
let stale = false
let reading = false
let typingTimer
let toastTimer

translatePage()
const scroller = find('messages')
const chat = createChat(find('message-list'))
const switcher = createSwitcher(find('customers'), select)
const composer = createComposer({ act, selected: () => selectedId })
const drawer = createDrawer({ act, selected: () => selectedId })
prepareNewCustomer()
showTime()
setInterval(showTime, 10_000)
document.addEventListener('visibilitychange', refresh)
window.addEventListener('hashchange', () => select(location.hash.slice(1)))
follow(
  () => {
    lost = false
    refresh()
  },
  () => {
    lost = true
    showBanner()
  },
)

/** Reads everything again; calls made meanwhile share one more round. */
function refresh() {
  stale = true
  refreshing ??= (async () => {
    while (stale) {
      stale = false
      await readOnce().catch(() => undefined)
    }
    refreshing = undefined
  })()
  return refreshing
}

async function readOnce() {
  state = await api.state()
  if (!state.customers.some((customer) => customer.waId === selectedId)) selectedId = state.customers[0]?.waId ?? ''
  const waId = selectedId
  const messages = waId === '' ? [] : await api.messages(waId)
  // The tester may have picked up another phone while this one's chat was on its way.
  if (waId === selectedId) show(messages)
  else stale = true
}

function show(messages) {
  const customer = state.customers.find((one) => one.waId === selectedId)
  switcher.show(state.customers, selectedId)
  drawer.show(state, customer)
  composer.show(selectedId)
  showHeader(customer)
  showBanner()
  showMessages(messages)
  find('empty').hidden = messages.length > 0
  find('empty').textContent = customer ? texts.empty(state.business.name) : texts.nobody
  const unread = state.customers.reduce((sum, one) => sum + one.unreadCount, 0)
  document.title = unread > 0 ? `(${unread}) ${texts.title}` : texts.title
  void readAutomatically(customer)
}

function showMessages(messages) {
  const isNewChat = shownId !== selectedId
  if (isNewChat) chat.clear()
  const distance = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight
  const last = find('message-list').lastElementChild
  chat.show(messages, state.business.name)
  const added = find('message-list').lastElementChild
  const isOwn = added !== last && messages.at(-1)?.direction === 'inbound'
  if (isNewChat || distance < NEAR_BOTTOM_PX || isOwn) scroller.scrollTop = scroller.scrollHeight
  shownId = selectedId
}

function showHeader(customer) {
  const { name } = state.business
  find('business-name').textContent = name
  if (find('business-avatar').dataset.name !== name) {
    find('business-avatar').dataset.name = name
    find('business-avatar').replaceChildren(avatar(name, state.business.displayPhoneNumber))
  }
  const isTyping = (customer?.typingMs ?? 0) > 0
  find('business-status').textContent =
    customer && !customer.online ? texts.offlineHeader : isTyping ? texts.typing : texts.online
  find('typing').hidden = !isTyping
  if (isTyping && scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < NEAR_BOTTOM_PX)
    scroller.scrollTop = scroller.scrollHeight
  document.body.classList.toggle('no-network', customer !== undefined && !customer.online)
  clearTimeout(typingTimer)
  if (isTyping) typingTimer = setTimeout(refresh, customer.typingMs + 50)
}

function showBanner() {
  const text = lost ? texts.simulatorGone : state && receiverTrouble(state.webhooks)
  find('banner').textContent = text ?? ''
  find('banner').hidden = text === undefined
}

/** A phone on whose open chat somebody looks reads what arrives. */
async function readAutomatically(customer) {
  if (reading || !state.autoRead || document.visibilityState !== 'visible') return
  if (!customer?.online || customer.unreadCount === 0) return
  reading = true
  await api.read(customer.waId).catch(() => undefined)
  reading = false
}

function select(waId) {
  if (waId === selectedId) return
  selectedId = waId
  history.replaceState(null, '', `#${waId}`)
  composer.show(waId)
  void refresh()
}

/** Does what was asked, says so, and says why when it fails. */
async function act(work, done) {
  try {
    await work()
    if (done) toast(done)
    return true
  } catch (error) {
    toast(texts.toastError(error.message))
    return false
  } finally {
    void refresh()
  }
}

function toast(text) {
  // Inside an open dialog only what the dialog contains is visible and announced.
  const host = document.querySelector('dialog[open] .toast') ?? find('toast')
  host.textContent = text
  host.hidden = false
  clearTimeout(toastTimer)
  toastTimer = setTimeout(() => document.querySelectorAll('.toast').forEach((one) => (one.hidden = true)), TOAST_MS)
}

function prepareNewCustomer() {
  const dialog = find('new-customer')
  find('add-customer').addEventListener('click', () => dialog.showModal())
  find('cancel-customer').addEventListener('click', () => dialog.close())
  dialog.querySelector('form').addEventListener('submit', async (event) => {
    event.preventDefault()
    const name = find('new-name').value.trim()
    const waId = find('new-number').value.replace(/\D/g, '')
    if (!(await act(() => api.addCustomer({ waId, name })))) return
    dialog.close()
    event.target.reset()
    select(waId)
  })
}

function showTime() {
  find('clock').textContent = new Intl.DateTimeFormat(locale, { timeStyle: 'short' }).format(new Date())
}

import { api } from './api.js'
import { locale, texts } from './texts.js'

const DAY_MS = 24 * 60 * 60 * 1_000

const FAILURES = {
  pairRate: { code: 131056 },
  unknown: { code: 131000 },
  gateway: { httpStatus: 502 },
  reset: 'reset-after-accept',
  later: { code: 131026, async: true },
  reorder: 'reorder',
}

/** The tester's drawer: what a real phone would not offer. */
export function createDrawer({ act, selected }) {
  const dialog = document.querySelector('#drawer')
  const find = (id) => dialog.querySelector(`#${id}`)
  const onClick = (id, work, done) => find(id).addEventListener('click', () => void act(work, done))
  document.querySelector('#open-drawer').addEventListener('click', () => dialog.showModal())
  find('close-drawer').addEventListener('click', () => dialog.close())
  // A click beside the sheet hits the dialog element itself.
  dialog.addEventListener('click', (event) => event.target === dialog && dialog.close())

  find('auto-read').addEventListener('change', (event) => void act(() => api.setAutoRead(event.target.checked)))
  find('phone-online').addEventListener(
    'change',
    (event) => void act(() => api.setOnline(selected(), event.target.checked)),
  )
  onClick('mark-read', () => api.read(selected()), texts.toastRead)
  onClick('fail-next', () => api.addFault('messages', FAILURES[find('fault-kind').value]), texts.toastFail)
  onClick('duplicate-next', () => api.addFault('webhooks', 'duplicate'), texts.toastDuplicate)
  onClick('clear-faults', () => api.clearFaults(), texts.toastCleared)
  onClick('jump-24h', () => api.jump(DAY_MS), texts.toastJump)

  return {
    show: (state, customer) => {
      find('auto-read').checked = state.autoRead
      find('phone-online').checked = customer?.online ?? false
      find('phone-online').disabled = !customer
      find('mark-read').disabled = !customer?.online || customer.unreadCount === 0
      const armed = Object.values(state.faults).flat().length
      find('armed').textContent = armed > 0 ? texts.armed(armed) : ''
      find('clear-faults').hidden = armed === 0
      find('window').textContent =
        customer && customer.windowMs > 0 ? texts.windowOpen(duration(customer.windowMs)) : texts.windowClosed
      find('receiver').textContent = `${texts.receiver} ${receiverText(state.webhooks)}.`
    },
  }
}

/** Why nothing arrives at the business, or undefined when all is well. */
export function receiverTrouble({ receiver, pending }) {
  if (receiver === 'healthy' || pending === 0) return undefined
  return `${texts.receiver} ${receiverText({ receiver, pending })}.`
}

function receiverText({ receiver, pending }) {
  if (receiver === 'unverified') return texts.receiverUnverified
  if (receiver === 'failing') return texts.receiverFailing(pending)
  return pending > 0 ? texts.receiverBusy(pending) : texts.receiverHealthy
}

function duration(ms) {
  const minutes = Math.ceil(ms / 60_000)
  const format = (value, unit) =>
    new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'short' }).format(value)
  return minutes < 60
    ? format(minutes, 'minute')
    : `${format(Math.floor(minutes / 60), 'hour')} ${format(minutes % 60, 'minute')}`
}

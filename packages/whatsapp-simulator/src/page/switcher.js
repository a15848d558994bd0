import { avatar, el, icon, reconcile } from './dom.js'
import { texts } from './texts.js'

/** The strip of customers whose phone one can pick up. */
export function createSwitcher(list, onSelect) {
  const shown = new Map()
  return {
    show: (customers, selectedId) => {
      const nodes = customers.map((customer) => {
        const item = shown.get(customer.waId) ?? createItem(customer.waId, onSelect)
        shown.set(customer.waId, item)
        updateItem(item, customer, customer.waId === selectedId)
        return item
      })
      reconcile(list, nodes)
    },
  }
}

function createItem(waId, onSelect) {
  const button = el('button', {
    type: 'button',
    class: 'customer',
    'data-testid': `customer-${waId}`,
    click: () => onSelect(waId),
  })
  return el('li', {}, button)
}

function updateItem(item, customer, isSelected) {
  const button = item.firstElementChild
  const key = JSON.stringify([customer.name, customer.unreadCount, customer.online])
  if (button.dataset.key !== key) {
    button.dataset.key = key
    button.replaceChildren(...itemNodes(customer))
    button.setAttribute('aria-label', labelOf(customer))
  }
  if (button.getAttribute('aria-current') === String(isSelected)) return
  button.setAttribute('aria-current', String(isSelected))
  if (isSelected) item.scrollIntoView({ block: 'nearest', inline: 'nearest' })
}

function itemNodes(customer) {
  const face = avatar(customer.name, customer.waId)
  if (customer.unreadCount > 0) face.append(el('span', { class: 'badge' }, String(customer.unreadCount)))
  if (!customer.online) face.append(el('span', { class: 'offline-mark' }, icon('airplane')))
  return [face, el('span', { class: 'customer-name' }, customer.name.split(' ')[0])]
}

function labelOf(customer) {
  const parts = [customer.name]
  if (customer.unreadCount > 0) parts.push(texts.unread(customer.unreadCount))
  if (!customer.online) parts.push(texts.phoneOffline)
  return parts.join(', ')
}

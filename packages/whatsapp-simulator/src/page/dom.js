const SVG = 'http://www.w3.org/2000/svg'

/** Builds an element; children are nodes or strings, and strings only ever become text. */
export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue
    if (typeof value === 'function') element.addEventListener(name, value)
    else element.setAttribute(name, value === true ? '' : String(value))
  }
  element.append(...children.filter((child) => child !== undefined))
  return element
}

/** One of the page's icons, silent to screen readers. */
export function icon(name) {
  const svg = document.createElementNS(SVG, 'svg')
  svg.setAttribute('class', `icon icon-${name}`)
  svg.setAttribute('aria-hidden', 'true')
  const use = document.createElementNS(SVG, 'use')
  use.setAttribute('href', `#icon-${name}`)
  svg.append(use)
  return svg
}

/** Makes `parent` hold exactly `nodes`, moving only what is out of place, so that focus and players survive. */
export function reconcile(parent, nodes) {
  const wanted = new Set(nodes)
  for (const child of [...parent.children]) if (!wanted.has(child)) child.remove()
  nodes.forEach((node, index) => {
    if (parent.children[index] !== node) parent.insertBefore(node, parent.children[index] ?? null)
  })
}

/** Initials on a colour that stays with the customer. */
export function avatar(name, id) {
  const words = name.trim().split(/\s+/)
  const initials = [words[0], words.length > 1 ? words[words.length - 1] : undefined]
    .map((word) => (word ? Array.from(word)[0] : ''))
    .join('')
  const hue = [...id].reduce((sum, digit) => (sum * 31 + digit.charCodeAt(0)) % 360, 7)
  const circle = el('span', { class: 'avatar', 'aria-hidden': 'true' }, initials.toUpperCase())
  circle.style.setProperty('--hue', String(hue))
  return circle
}

import { el, icon } from './dom.js'
import { texts } from './texts.js'

let playing

/** A voice note's player: one button, a position to drag, the time left. */
export function voicePlayer(url) {
  const audio = new Audio(url)
  audio.preload = 'metadata'
  const button = el('button', { type: 'button', class: 'voice-button', 'aria-label': texts.play }, icon('play'))
  const position = el('input', {
    type: 'range',
    class: 'voice-position',
    min: 0,
    max: 1,
    step: 'any',
    value: 0,
    'aria-label': texts.position,
  })
  const time = el('span', { class: 'voice-time' }, '0:00')
  const showTime = () => {
    const length = Number.isFinite(audio.duration) ? audio.duration : 0
    position.max = String(length || 1)
    position.value = String(audio.currentTime)
    position.style.setProperty('--played', `${length ? (audio.currentTime / length) * 100 : 0}%`)
    time.textContent = clock(audio.paused && audio.currentTime === 0 ? length : audio.currentTime)
  }
  const showButton = () => {
    button.setAttribute('aria-label', audio.paused ? texts.play : texts.pause)
    button.replaceChildren(icon(audio.paused ? 'play' : 'pause'))
  }
  button.addEventListener('click', () => {
    if (!audio.paused) return audio.pause()
    if (playing !== audio) playing?.pause()
    playing = audio
    void audio.play().catch(() => (time.textContent = texts.mediaGone))
  })
  position.addEventListener('input', () => (audio.currentTime = Number(position.value)))
  for (const event of ['play', 'pause', 'ended']) audio.addEventListener(event, showButton)
  for (const event of ['loadedmetadata', 'timeupdate', 'ended', 'durationchange'])
    audio.addEventListener(event, showTime)
  audio.addEventListener('ended', () => (audio.currentTime = 0))
  return el('div', { class: 'voice' }, button, position, time)
}

function clock(seconds) {
  const whole = Math.round(seconds)
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`
}

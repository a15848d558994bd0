import fc from 'fast-check'
import { expect, test } from 'vitest'
import { FrameWriter } from './frame-writer'

const limits = { maxBufferedBytes: 1_000, maxBatchFrames: 3, maxBatchLength: 40 }

function writerTo(messages: string[]): FrameWriter {
  return new FrameWriter({ send: (text) => messages.push(text), bufferedBytes: 0 }, limits, () => undefined)
}

test('batching changes neither what is sent nor its order, and keeps its bounds', () => {
  const frames = fc.array(fc.oneof(fc.string({ maxLength: 30 }), fc.constant('flush')))
  fc.assert(
    fc.property(frames, (texts) => {
      const messages: string[] = []
      const writer = writerTo(messages)
      writer.batch()
      for (const text of texts) {
        if (text === 'flush') writer.flush()
        else writer.write(JSON.stringify({ text }))
      }
      writer.flush()
      const read: unknown[] = messages.map((message) => JSON.parse(message)).flat()
      expect(read).toEqual(texts.filter((text) => text !== 'flush').map((text) => ({ text })))
      for (const message of messages.filter((text) => text.startsWith('['))) {
        expect(message.length).toBeLessThanOrEqual(limits.maxBatchLength + 2 + limits.maxBatchFrames)
      }
    }),
  )
})

test('without batching every frame leaves at once', () => {
  const messages: string[] = []
  const writer = writerTo(messages)
  writer.write('{"a":1}')
  expect(messages).toEqual(['{"a":1}'])
})

import { version } from 'react'
import { version as domVersion } from 'react-dom'
import { expect, test } from 'vitest'

test('the suite runs on the React that its project names', ({ task }) => {
  const major = task.file.projectName === 'react-18' ? '18' : '19'
  expect([version, domVersion].map((text) => text.split('.')[0])).toEqual([major, major])
})

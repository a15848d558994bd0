// Adds the tests that the runners reported to the steps of .ci/run, prints the one closing line, and exits by it.
import { readdirSync, readFileSync } from 'node:fs'

const reports = (name) =>
  readdirSync('artifacts')
    .filter((file) => file.startsWith(name) && file.endsWith('.json'))
    .map((file) => JSON.parse(readFileSync(`artifacts/${file}`, 'utf8')))

let passed = Number(process.argv[2])
let failed = Number(process.argv[3])

for (const unit of reports('vitest-')) {
  passed += unit.numPassedTests
  failed += unit.numFailedTests
}
for (const browser of reports('playwright')) {
  passed += browser.stats.expected
  failed += browser.stats.unexpected + browser.stats.flaky
}

console.log(`${passed} passed, ${failed} failed`)
process.exitCode = failed === 0 && passed > 0 ? 0 : 1

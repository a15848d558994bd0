import { buildWhatIsStale } from '../../examples/demo/src/build'

/** The browser sees what a user would run: the built packages and the built inbox. */
export default async function build(): Promise<void> {
  await buildWhatIsStale((line) => process.stdout.write(`${line}\n`))
}

/** Who may import whom; see docs/architecture.md. Type imports count, since a knot of types is a knot. */
const only = (name, from, allowed) => ({
  name,
  severity: 'error',
  comment: `${from} may import only: ${allowed.join(', ') || 'nothing of ours'}`,
  from: { path: `^${from}`, pathNot: TESTS },
  to: { path: OURS, pathNot: [`^${from}`, ...allowed.map((path) => `^${path}`)] },
})

const OURS = '^(packages|examples|e2e|benchmarks)/'
const TESTS = '(\\.test(-d)?\\.tsx?$|\\.contract\\.ts$|/testing/)'

/** One file an entry: `@pytake/client/rest` is `packages/client/src/rest.ts`. */
const PUBLIC_ENTRIES = '^packages/([^/]+/src/index|client/src/(rest|indexed-db|tabs|uploads|devtools|testing))\\.ts$'

const CLIENT = 'packages/client/src'
const SERVER = 'packages/server/src'

/** Neighbours that never import one another: each may use only the layers below. */
const apart = (root, folders, below) =>
  folders.map((folder) =>
    only(`${root.split('/')[1]}: ${folder} stands alone`, `${root}/${folder}/`, [
      'packages/protocol/src/index\\.ts$',
      ...below.map((path) => `${root}/${path}`),
    ]),
  )

module.exports = {
  forbidden: [
    { name: 'no cycles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'no unresolvable imports', severity: 'error', from: {}, to: { couldNotResolve: true } },
    only('protocol imports none of ours', 'packages/protocol/', []),
    only('simulator imports none of ours', 'packages/whatsapp-simulator/', []),
    only('client imports protocol', 'packages/client/', ['packages/protocol/src/index\\.ts$']),
    only('react imports client', 'packages/react/', ['packages/(protocol|client)/src/index\\.ts$']),
    only('server imports protocol', 'packages/server/', ['packages/protocol/src/index\\.ts$']),
    {
      name: 'public entries only',
      severity: 'error',
      comment: 'Examples, e2e and benchmarks use packages as strangers do.',
      from: { path: '^(examples|e2e|benchmarks)/' },
      to: { path: '^packages/[^/]+/src/', pathNot: PUBLIC_ENTRIES },
    },
    {
      name: 'no file imports its own index',
      severity: 'error',
      from: { path: '^packages/([^/]+)/src/', pathNot: TESTS },
      to: { path: '^packages/$1/src/index\\.ts$' },
    },
    ...apart(CLIENT, ['lib'], []),
    ...apart(CLIENT, ['connection', 'store', 'outbox', 'rest'], ['lib/', 'errors\\.ts$', 'env\\.ts$']),
    {
      name: 'client: the core does without ky',
      severity: 'error',
      comment: 'ky belongs to the entry @pytake/client/rest alone; see docs/architecture.md.',
      from: { path: `^${CLIENT}/`, pathNot: [TESTS, `^${CLIENT}/rest\\.ts$`] },
      to: { path: `^${CLIENT}/(rest|rest/ky-http)\\.ts$` },
    },
    only('client: tabs stand on connection and outbox', `${CLIENT}/tabs/`, [
      'packages/protocol/src/index\\.ts$',
      `${CLIENT}/(lib|connection|outbox)/`,
      `${CLIENT}/errors\\.ts$`,
    ]),
    only('client: sync stands on the four', `${CLIENT}/sync`, [
      'packages/protocol/src/index\\.ts$',
      `${CLIENT}/(lib|connection|store|outbox|rest|sync)/`,
      `${CLIENT}/(errors|env)\\.ts$`,
    ]),
    ...apart(SERVER, ['domain'], ['env\\.ts$']),
    ...apart(SERVER, ['http', 'gateway', 'db', 'bus', 'whatsapp', 'media', 'observability'], ['domain/', 'env\\.ts$']),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(/dist/|/\\.next/|/node_modules/)' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
}

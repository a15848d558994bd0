import js from '@eslint/js'
import reactHooks from 'eslint-plugin-react-hooks'
import tseslint from 'typescript-eslint'

/** Clock, chance, network and storage come through each package's injected `env`; see docs/architecture.md. */
const rawGlobals = [
  'setTimeout',
  'setInterval',
  'setImmediate',
  'clearTimeout',
  'clearInterval',
  'queueMicrotask',
  'requestAnimationFrame',
  'crypto',
  'fetch',
  'WebSocket',
  'EventSource',
  'XMLHttpRequest',
  'BroadcastChannel',
  'localStorage',
  'sessionStorage',
  'indexedDB',
  'navigator',
  'window',
  'document',
  'location',
  'performance',
  'process',
  'console',
].map((name) => ({ name, message: 'Take it from the injected env, so that a simulation can rule it.' }))

const rawProperties = [
  { object: 'Date', property: 'now', message: 'Use env.now().' },
  { object: 'Math', property: 'random', message: 'Use env.randomBytes().' },
  ...[
    'setTimeout',
    'setInterval',
    'fetch',
    'WebSocket',
    'crypto',
    'localStorage',
    'navigator',
    'window',
    'document',
  ].map((property) => ({ object: 'globalThis', property, message: 'Take it from the injected env.' })),
]

const noRawTime = {
  selector: "NewExpression[callee.name='Date'][arguments.length=0]",
  message: 'new Date() reads the clock: use new Date(env.now()).',
}

const houseStyle = [
  { selector: 'ExportAllDeclaration', message: 'List exports one by one.' },
  { selector: 'ExportDefaultDeclaration', message: 'Named exports only.' },
  { selector: 'TSNonNullAssertion', message: 'Narrow instead of asserting.' },
]

/** Files that stand at the edge: they hand the real world to everything else. */
const edgeFiles = [
  'packages/*/src/**/env.ts',
  'packages/*/src/**/env-*.ts',
  'packages/*/src/**/*-env.ts',
  'packages/*/src/cli.ts',
  'packages/*/src/bin.ts',
]

const testFiles = ['**/*.test.{ts,tsx}', '**/*.test-d.ts', '**/*.contract.ts', '**/testing/**']

export default tseslint.config(
  {
    ignores: [
      'e2e/consumers/projects/typescript/**',
      '**/dist/**',
      '**/.next/**',
      '**/node_modules/**',
      'artifacts/**',
      '**/next-env.d.ts',
    ],
  },
  js.configs.recommended,
  ...tseslint.configs.strict,
  {
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      'no-restricted-syntax': ['error', ...houseStyle],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      '@typescript-eslint/no-invalid-void-type': 'off',
      eqeqeq: ['error', 'always'],
      'no-undef': 'off',
    },
  },
  {
    files: ['packages/*/src/**/*.{ts,tsx}', 'examples/**/*.{ts,tsx}', 'e2e/**/*.ts'],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { attributes: false } }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
    },
  },
  {
    files: ['packages/*/src/**/*.{ts,tsx}'],
    ignores: [...edgeFiles, ...testFiles],
    rules: {
      'no-restricted-globals': ['error', ...rawGlobals],
      'no-restricted-properties': ['error', ...rawProperties],
      'no-restricted-syntax': ['error', ...houseStyle, noRawTime],
      'no-restricted-imports': [
        'error',
        {
          paths: [
            { name: 'zod', message: "import * as z from 'zod/mini': other forms cost up to 85 kB." },
            { name: 'node:timers', message: 'Use env.setTimer().' },
          ],
        },
      ],
    },
  },
  {
    files: ['packages/react/src/**/*.{ts,tsx}', 'examples/inbox/**/*.{ts,tsx}'],
    ...reactHooks.configs.flat.recommended,
  },
  { files: ['**/*.cjs'], rules: { '@typescript-eslint/no-require-imports': 'off' } },
  {
    // Frameworks and tools that read a default export.
    files: [
      '*.config.{ts,js}',
      '.size-limit.js',
      '**/*.config.{ts,mjs,js}',
      'e2e/browser/build.ts',
      'e2e/consumers/projects/next/app/*.jsx',
      'examples/inbox/**/{page,layout,error,loading,not-found,global-error}.tsx',
    ],
    rules: { 'no-restricted-syntax': 'off' },
  },
)

import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import ts from 'typescript'

export interface DocExample {
  /** File and line of the comment, for the report. */
  where: string
  packageName: string
  /** The source file, whose own exports the example may use too. */
  file: string
  code: string
}

const COMMENT = /\/\*\*(?:[^*]|\*(?!\/))*\*\//g
const EXAMPLE = /@example\n([\s\S]*?)(?=\n\s*\*\s*@|\n\s*\*\/|$)/g

/** Every `@example` in the doc comments of a package's sources. */
export function findDocExamples(root: string, packageName: string): DocExample[] {
  const source = join(root, 'packages', packageName, 'src')
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter(
    (file) => /\.tsx?$/.test(file) && !/\.test(-d)?\.tsx?$|testing\//.test(file),
  )
  return files.flatMap((file) => {
    const text = readFileSync(join(source, file), 'utf8')
    return [...text.matchAll(COMMENT)].flatMap((comment) =>
      [...comment[0].matchAll(EXAMPLE)].map((example) => ({
        where: `${relative(root, join(source, file))}:${text.slice(0, comment.index).split('\n').length}`,
        packageName,
        file: join(source, file),
        code: (example[1] ?? '').replace(/^\s*\* ?/gm, '').replace(/^```\w*$/gm, ''),
      })),
    )
  })
}

const CODE_BLOCK = /^```tsx?\n([\s\S]*?)^```/gm

/** Every TypeScript block in a package's README. */
export const findReadmeExamples = (root: string, packageName: string): DocExample[] =>
  findBlocks(root, join(root, 'packages', packageName, 'README.md'), packageName)

/** Every TypeScript block in a guide, with the client's entry imported. */
export const findGuideExamples = (root: string, guide: string): DocExample[] =>
  findBlocks(root, join(root, 'docs', guide), 'client')

function findBlocks(root: string, path: string, packageName: string): DocExample[] {
  const text = readFileSync(path, 'utf8')
  return [...text.matchAll(CODE_BLOCK)].map((block) => ({
    where: `${relative(root, path)}:${text.slice(0, block.index).split('\n').length}`,
    packageName,
    file: join(root, 'packages', packageName, 'src/index.ts'),
    code: block[1] ?? '',
  }))
}

/**
 * Compiles examples as a reader would use them, with everything public imported. A name that stands for what the reader
 * already has (`token`, `server`) may be anything; what is done with our API must be right.
 */
export function compileDocExamples(root: string, examples: readonly DocExample[]): string[] {
  const given = new Map<DocExample, Set<string>>()
  for (const { example, code, text } of compile(root, examples, given)) {
    const name = NO_SUCH_NAME.has(code) ? /'(\w+)'/.exec(text)?.[1] : undefined
    if (name !== undefined) given.set(example, (given.get(example) ?? new Set()).add(name))
  }
  return compile(root, examples, given).map(({ example, text }) => `${example.where}: ${text}`)
}

/** "Cannot find name", also as a shorthand property; not "did you mean", which is a misspelt name. */
const NO_SUCH_NAME: ReadonlySet<number> = new Set([2304, 18004])

interface Finding {
  example: DocExample
  code: number
  text: string
}

function compile(root: string, examples: readonly DocExample[], given: Map<DocExample, Set<string>>): Finding[] {
  const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), ts.sys.readFile)
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root)
  const lenient = { ...options, ...LENIENT }
  const files = new Map(
    examples.map((example, index) => [
      join(root, 'e2e/docs', `example-${index}.tsx`),
      { example, text: wrap(root, example, given.get(example) ?? new Set()) },
    ]),
  )
  const program = ts.createProgram(
    [...files.keys()],
    lenient,
    virtualHost(lenient, (path) => files.get(path)?.text),
  )
  return [...files].flatMap(([path, { example }]) => {
    const file = program.getSourceFile(path)
    return [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)].map((found) => ({
      example,
      code: found.code,
      text: ts.flattenDiagnosticMessageText(found.messageText, '\n'),
    }))
  })
}

/** A compiler host that also knows files which exist only in memory. */
function virtualHost(options: ts.CompilerOptions, textOf: (path: string) => string | undefined): ts.CompilerHost {
  const host = ts.createCompilerHost(options)
  return {
    ...host,
    fileExists: (path) => textOf(path) !== undefined || host.fileExists(path),
    readFile: (path) => textOf(path) ?? host.readFile(path),
    getSourceFile(path, languageVersion, ...rest) {
      const text = textOf(path)
      return text === undefined
        ? host.getSourceFile(path, languageVersion, ...rest)
        : ts.createSourceFile(path, text, languageVersion, true, ts.ScriptKind.TSX)
    },
  }
}

/** An example may leave a name unused, and imports more than it needs. */
const LENIENT = {
  noImplicitAny: false,
  noUnusedLocals: false,
  noUnusedParameters: false,
  verbatimModuleSyntax: false,
  isolatedModules: false,
}

const IMPORT = /^import .*$/gm

function wrap(root: string, { packageName, file, code }: DocExample, given: ReadonlySet<string>): string {
  const own = code.match(IMPORT)?.join('\n') ?? ''
  const index = exportedNames(join(root, 'packages', packageName, 'src/index.ts'))
  const local = exportedNames(file).filter((name) => !index.includes(name))
  const declared = new Set([
    ...[...own.matchAll(/\w+/g)].map(([name]) => name),
    ...[...code.matchAll(DECLARED)].map((match) => match[1]),
  ])
  const importFrom = (names: string[], from: string) =>
    `import { ${names.filter((name) => !declared.has(name)).join(', ')} } from '${from}'`
  return [
    own,
    importFrom(index, `@pytake/${packageName}`),
    importFrom(local, file.replace(/\.tsx?$/, '')),
    'declare const error: unknown',
    ...[...given].map((name) => `declare const ${name}: any`),
    'async function example() {',
    code.replace(IMPORT, '').replace(/^export /gm, ''),
    '}',
  ].join('\n')
}

const DECLARED = /\b(?:const|let|function|class) (\w+)/g
const EXPORT_LIST = /export (?:type )?\{([^}]*)\}/g
const EXPORTED = /^export (?:async )?(?:function|const|class|interface|type) (\w+)/gm

function exportedNames(path: string): string[] {
  const text = readFileSync(path, 'utf8')
  const listed = [...text.matchAll(EXPORT_LIST)].flatMap((match) => (match[1] ?? '').split(','))
  const declared = [...text.matchAll(EXPORTED)].map((match) => match[1] ?? '')
  const names = [...listed.map((name) => name.trim().replace(/^type |^.* as /, '')), ...declared]
  return [...new Set(names)].filter((name) => name !== '')
}

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

/**
 * Compiles examples as a reader would use them: everything public of all packages is imported, and the names that
 * stand for "what you already have" are declared by `given`.
 */
export function compileDocExamples(root: string, examples: readonly DocExample[], given: string): string[] {
  const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), ts.sys.readFile)
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root)
  const files = new Map(
    examples.map((example, index) => [join(root, 'e2e/docs', `example-${index}.tsx`), wrap(root, example, given)]),
  )
  const host = ts.createCompilerHost({ ...options, noUnusedLocals: false, noUnusedParameters: false })
  const { readFile, fileExists, getSourceFile } = host
  host.fileExists = (path) => files.has(path) || fileExists(path)
  host.readFile = (path) => files.get(path) ?? readFile(path)
  host.getSourceFile = (path, languageVersion, ...rest) => {
    const virtual = files.get(path)
    return virtual === undefined
      ? getSourceFile(path, languageVersion, ...rest)
      : ts.createSourceFile(path, virtual, languageVersion, true, ts.ScriptKind.TSX)
  }
  const program = ts.createProgram(
    [...files.keys()],
    { ...options, noUnusedLocals: false, noUnusedParameters: false },
    host,
  )
  return [...files.keys()].flatMap((path, index) => {
    const file = program.getSourceFile(path)
    const diagnostics = [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)]
    return diagnostics.map(
      ({ messageText }) => `${examples[index]?.where ?? path}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`,
    )
  })
}

const IMPORT = /^import .*$/gm

function wrap(root: string, { packageName, file, code }: DocExample, given: string): string {
  const own = code.match(IMPORT)?.join('\n') ?? ''
  const index = exportedNames(join(root, 'packages', packageName, 'src/index.ts'))
  const local = exportedNames(file).filter((name) => !index.includes(name))
  const taken = new RegExp(`\\b(?:const|let|function|import)\\b[^=]*?\\b(${[...index, ...local].join('|')})\\b`, 'g')
  const declared = new Set([...code.matchAll(taken)].map((match) => match[1]))
  const importFrom = (names: string[], from: string) =>
    `import { ${names.filter((name) => !declared.has(name)).join(', ')} } from '${from}'`
  return [
    own,
    importFrom(index, `@pytake/${packageName}`),
    importFrom(local, file.replace(/\.tsx?$/, '')),
    given,
    'async function example() {',
    code.replace(IMPORT, ''),
    '}',
  ].join('\n')
}

const EXPORT_LIST = /export (?:type )?\{([^}]*)\}/g
const EXPORTED = /^export (?:async )?(?:function|const|class|interface|type) (\w+)/gm

function exportedNames(path: string): string[] {
  const text = readFileSync(path, 'utf8')
  const listed = [...text.matchAll(EXPORT_LIST)].flatMap((match) => (match[1] ?? '').split(','))
  const declared = [...text.matchAll(EXPORTED)].map((match) => match[1] ?? '')
  return [...listed.map((name) => name.trim().replace(/^.* as /, '')), ...declared].filter((name) => name !== '')
}

import type { LogFields, Logger } from '../domain/ports'

export interface LogEntry {
  level: 'debug' | 'info' | 'warn' | 'error'
  fields: LogFields
  message: string
}

/** Keeps what was logged, for a test to look at. */
export function recordingLogger(): Logger & { entries: LogEntry[] } {
  const entries: LogEntry[] = []
  const keep = (level: LogEntry['level']) => (fields: LogFields, message: string) => {
    entries.push({ level, fields, message })
  }
  return { entries, debug: keep('debug'), info: keep('info'), warn: keep('warn'), error: keep('error') }
}

import { createServer } from 'node:http'
import Database from 'better-sqlite3'

// The floor: a process that opens the same kind of database and answers one request.
const database = new Database(process.argv[2] ?? ':memory:')
database.pragma('journal_mode = WAL')
database.exec('CREATE TABLE IF NOT EXISTS started (at INTEGER)')
createServer((_request, answer) => answer.end('ok')).listen(Number(process.env['PORT']), '127.0.0.1')

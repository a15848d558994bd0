import { createFetchHttp } from './fetch-http'
import { httpContract } from './http.contract'

httpContract('fetch', createFetchHttp)

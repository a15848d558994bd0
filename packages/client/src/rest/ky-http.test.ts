import { httpContract } from './http.contract'
import { createKyHttp } from './ky-http'

httpContract('ky', createKyHttp)

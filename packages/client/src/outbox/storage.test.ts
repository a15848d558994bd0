import { storageContract } from './storage.contract'
import { memoryStorage } from './storage'

storageContract(memoryStorage)

import { cleanup } from '@testing-library/react'
import { afterEach } from 'vitest'

// Testing Library only does this by itself where `afterEach` is a global; what stays mounted would go on rendering
// after the test's window is gone.
afterEach(cleanup)

import type { SimulatorCore } from '../core'
import { GraphError } from './errors'
import type { SendRequest } from './send-request'

interface SimulatedTemplate {
  name: string
  language: string
  category: 'UTILITY' | 'MARKETING'
  /** With `{{1}}`, `{{2}}` … where a parameter goes. */
  body: string
}

/** What the business has had approved. */
const TEMPLATES: readonly SimulatedTemplate[] = [
  { name: 'hello', language: 'pt_BR', category: 'UTILITY', body: 'Olá! Podemos continuar a nossa conversa?' },
  { name: 'hello', language: 'en_US', category: 'UTILITY', body: 'Hello! May we continue our conversation?' },
  {
    name: 'order_update',
    language: 'pt_BR',
    category: 'UTILITY',
    body: 'Olá {{1}}, o seu pedido {{2}} está a caminho.',
  },
  { name: 'order_update', language: 'en_US', category: 'UTILITY', body: 'Hi {{1}}, your order {{2}} is on its way.' },
]

/** `GET /{account}/message_templates`. */
export const listTemplates = (core: SimulatorCore) => ({
  data: TEMPLATES.map(({ body, ...template }, index) => ({
    ...template,
    status: 'APPROVED',
    components: [{ type: 'BODY', text: body }],
    id: `${core.business.businessAccountId}${index}`,
  })),
  paging: {},
})

/**
 * The text that the customer reads.
 *
 * @throws GraphError 132001 for a template that does not exist in this language, 132000 for too many or too few parameters
 */
export function renderTemplate(
  { name, language }: Extract<SendRequest, { type: 'template' }>['template'],
  parameters: readonly string[],
): string {
  const template = TEMPLATES.find((one) => one.name === name && one.language === language.code)
  if (!template) {
    throw new GraphError(132001, { details: `template name (${name}) does not exist in ${language.code}` })
  }
  const expected = new Set(template.body.match(/\{\{\d+\}\}/g)).size
  if (parameters.length !== expected) {
    throw new GraphError(132000, {
      details: `body: number of localizable_params (${parameters.length}) does not match the expected number of params (${expected})`,
    })
  }
  return template.body.replace(/\{\{(\d+)\}\}/g, (_, index: string) => parameters[Number(index) - 1] ?? '')
}

import type { CustomerContent } from '@pytake/whatsapp-simulator'

/** One thing that happened before the demo was first opened, in minutes before now. */
export type Step =
  | { minutesAgo: number; waId: string; says: CustomerContent }
  | { minutesAgo: number; waId: string; agent: 'ana' | 'bia'; answers: string }
  | { minutesAgo: number; waId: string; agent: 'ana' | 'bia'; does: 'assign' | 'close' | 'read' }
  | { minutesAgo: number; waId: string; does: 'read' }

export const customers = [
  { waId: '5511999990001', name: 'João Silva' },
  { waId: '5521988880002', name: 'Mariana Costa' },
  { waId: '5531977770003', name: 'Carlos Eduardo' },
  { waId: '5541966660004', name: 'Fernanda Lima' },
  { waId: '5551955550005', name: 'Rafael Souza' },
  { waId: '351912345006', name: 'Inês Almeida' },
  { waId: '14155550107', name: 'Emily Carter' },
  { waId: '5571944440008', name: 'Seu Antônio' },
] as const

const [joao, mariana, carlos, fernanda, rafael, ines, emily, antonio] = customers.map(({ waId }) => waId) as [
  string,
  string,
  string,
  string,
  string,
  string,
  string,
  string,
]

const HOUR = 60

/** A shop's last day on WhatsApp: enough to fill each filter and to show every kind of message. */
export const firstDay: Step[] = [
  { minutesAgo: 27 * HOUR, waId: antonio, says: 'Boa tarde, vocês abrem sábado?' },
  {
    minutesAgo: 27 * HOUR - 6,
    waId: antonio,
    agent: 'bia',
    answers: 'Boa tarde, seu Antônio! Sábado das 9h às 13h. 😊',
  },
  { minutesAgo: 27 * HOUR - 8, waId: antonio, says: 'Perfeito, muito obrigado!' },
  { minutesAgo: 27 * HOUR - 9, waId: antonio, agent: 'bia', does: 'read' },
  { minutesAgo: 27 * HOUR - 10, waId: antonio, agent: 'bia', does: 'close' },

  { minutesAgo: 6 * HOUR, waId: emily, says: 'Hi! Do you ship to California?' },
  { minutesAgo: 6 * HOUR - 4, waId: emily, agent: 'ana', answers: 'Hi Emily! We do: 5 to 8 business days, tracked.' },
  { minutesAgo: 6 * HOUR - 7, waId: emily, says: 'Great, how much for two boxes?' },
  { minutesAgo: 6 * HOUR - 9, waId: emily, agent: 'ana', does: 'assign' },
  { minutesAgo: 6 * HOUR - 10, waId: emily, agent: 'ana', answers: 'US$ 18 for both. Shall I prepare the order?' },
  { minutesAgo: 6 * HOUR - 11, waId: emily, does: 'read' },

  { minutesAgo: 4 * HOUR, waId: ines, says: 'Bom dia! Ainda têm o vestido azul em M?' },
  { minutesAgo: 4 * HOUR - 3, waId: ines, agent: 'bia', answers: 'Bom dia, Inês! Temos sim, duas peças.' },
  { minutesAgo: 4 * HOUR - 4, waId: ines, says: 'Que bom! Guarda uma para mim, por favor' },
  { minutesAgo: 4 * HOUR - 5, waId: ines, agent: 'bia', answers: 'Guardada no seu nome até amanhã. 💙' },
  { minutesAgo: 4 * HOUR - 6, waId: ines, does: 'read' },

  { minutesAgo: 3 * HOUR, waId: rafael, says: 'Oi, queria saber do pedido 4821' },
  { minutesAgo: 3 * HOUR - 2, waId: rafael, agent: 'bia', does: 'assign' },
  { minutesAgo: 3 * HOUR - 3, waId: rafael, agent: 'bia', answers: 'Oi, Rafael! Saiu hoje cedo com a transportadora.' },
  { minutesAgo: 3 * HOUR - 5, waId: rafael, says: 'Show, obrigado' },
  { minutesAgo: 3 * HOUR - 6, waId: rafael, agent: 'bia', does: 'read' },

  { minutesAgo: 95, waId: fernanda, says: 'O espelho chegou assim 😕' },
  { minutesAgo: 94, waId: fernanda, says: { image: 'sample', caption: 'Olha o canto de cima' } },
  { minutesAgo: 90, waId: fernanda, agent: 'ana', does: 'assign' },
  { minutesAgo: 89, waId: fernanda, agent: 'ana', answers: 'Poxa, Fernanda, sinto muito! Vamos trocar sem custo.' },
  { minutesAgo: 88, waId: fernanda, agent: 'ana', answers: 'Qual o melhor horário para a coleta amanhã?' },
  { minutesAgo: 60, waId: fernanda, does: 'read' },
  { minutesAgo: 52, waId: fernanda, says: { voice: 'sample' } },

  { minutesAgo: 34, waId: carlos, says: 'Boa tarde, estou indo aí retirar' },
  {
    minutesAgo: 33,
    waId: carlos,
    says: {
      location: { latitude: -19.9227, longitude: -43.9451, name: 'Praça Sete', address: 'Centro, Belo Horizonte' },
    },
  },

  { minutesAgo: 14, waId: mariana, says: 'Oi! Vocês fazem embrulho para presente? 🎁' },
  { minutesAgo: 12, waId: mariana, agent: 'ana', answers: 'Oi, Mariana! Fazemos sim, por nossa conta.' },
  { minutesAgo: 11, waId: mariana, does: 'read' },
  { minutesAgo: 9, waId: mariana, says: 'Ai que ótimo! Então quero dois' },

  { minutesAgo: 4, waId: joao, says: 'Olá, preciso de ajuda' },
  { minutesAgo: 3, waId: joao, says: 'O código de rastreio que recebi não funciona' },
  { minutesAgo: 3, waId: joao, says: 'É o BR482107733' },
]

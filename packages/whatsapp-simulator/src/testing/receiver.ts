import * as z from 'zod/mini'

const eventSchema = z.object({
  entry: z.array(
    z.object({
      changes: z.array(
        z.object({
          value: z.object({
            messages: z.optional(z.array(z.looseObject({ id: z.string(), type: z.string() }))),
            statuses: z.optional(
              z.array(
                z.looseObject({ id: z.string(), status: z.string(), biz_opaque_callback_data: z.optional(z.string()) }),
              ),
            ),
          }),
        }),
      ),
    }),
  ),
})

/** An application under test that only takes notes; `answer` decides what it says to each webhook. */
export class Receiver {
  readonly bodies: string[] = []
  readonly signatures: (string | null)[] = []
  handshakes = 0
  /** Whether it confirms the webhook address. */
  confirms = true
  answer: () => Response | Promise<Response> = () => new Response('')

  handle = async (request: Request): Promise<Response> => {
    if (request.method === 'GET') {
      this.handshakes += 1
      if (!this.confirms) return new Response('Forbidden', { status: 403 })
      return new Response(new URL(request.url).searchParams.get('hub.challenge'))
    }
    const body = await request.text()
    const response = await this.answer()
    if (response.status === 200) {
      this.bodies.push(body)
      this.signatures.push(request.headers.get('x-hub-signature-256'))
    }
    return response
  }

  get messages() {
    return this.#values().flatMap((value) => value.messages ?? [])
  }

  get statuses() {
    return this.#values().flatMap((value) => value.statuses ?? [])
  }

  #values() {
    const events = this.bodies.map((body) => eventSchema.parse(JSON.parse(body)))
    return events.flatMap((event) => event.entry.flatMap((entry) => entry.changes.map((change) => change.value)))
  }
}

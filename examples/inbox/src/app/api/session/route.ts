import { cookies } from 'next/headers'
import * as z from 'zod/mini'
import { AGENT_COOKIE, demoAgent, demoAgents } from '../../../session/demo-agents'
import { readServerConfig } from '../../../session/server-config'
import { signToken } from '../../../session/sign-token'

export const dynamic = 'force-dynamic'

/** A fresh token for the agent this browser plays. A product answers this only to people who are logged in. */
export async function GET(): Promise<Response> {
  const { jwtSecret, tenantId } = readServerConfig()
  if (jwtSecret === null) return refuse(503, 'JWT_SECRET is not set')
  const agent = demoAgent((await cookies()).get(AGENT_COOKIE)?.value)
  const token = await signToken(agent, tenantId, jwtSecret)
  return Response.json({ token, user: agent }, { headers: { 'cache-control': 'no-store' } })
}

const chooseAgentBody = z.object({ agent_id: z.enum(demoAgents.map(({ id }) => id)) })

/** Makes this browser another demo agent. */
export async function POST(request: Request): Promise<Response> {
  const body = chooseAgentBody.safeParse(await request.json().catch(() => null))
  if (!body.success) return refuse(422, 'agent_id must be one of the demo agents')
  const jar = await cookies()
  jar.set(AGENT_COOKIE, body.data.agent_id, { httpOnly: true, sameSite: 'lax', path: '/', maxAge: 31_536_000 })
  return new Response(null, { status: 204 })
}

const refuse = (status: number, title: string) =>
  Response.json(
    { type: 'about:blank', title, status },
    { status, headers: { 'content-type': 'application/problem+json' } },
  )

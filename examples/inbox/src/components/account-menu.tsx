'use client'

import * as Menu from '@radix-ui/react-dropdown-menu'
import { Check } from 'lucide-react'
import type { ReactNode } from 'react'
import { demoAgents } from '../session/demo-agents'
import { switchAgent } from '../session/fetch-session'
import { useMe } from '../session/session-provider'
import { isLocale, localeNames, locales } from '../words/catalogue'
import { useLanguage } from '../words/words-provider'
import { Avatar } from './avatar'

/** Who I am, in which language, and what the keyboard can do. */
export function AccountMenu({ onHelp }: { onHelp: () => void }) {
  const me = useMe()
  const { words, locale, setLocale } = useLanguage()
  const { account } = words
  return (
    <Menu.Root modal={false}>
      <Menu.Trigger
        data-testid="account-menu"
        aria-label={account.menu(me.name)}
        className="grid size-9 place-items-center rounded-full pointer-coarse:size-11"
      >
        <Avatar id={me.id} name={me.name} size="small" />
      </Menu.Trigger>
      <Menu.Content
        align="end"
        sideOffset={6}
        collisionPadding={8}
        className="z-50 min-w-56 rounded-[12px] border border-line bg-raised p-1 shadow-raised"
      >
        <Menu.Label className="px-3 pt-2 pb-1 text-meta text-ink-faint">{account.actAs}</Menu.Label>
        <Menu.RadioGroup value={me.id} onValueChange={(id) => void switchAgent(id)}>
          {demoAgents.map((agent) => (
            <Choice key={agent.id} value={agent.id} testId={`agent-${agent.id}`}>
              <Avatar id={agent.id} name={agent.name} size="small" />
              {agent.name}
              <span className="text-meta text-ink-faint">{account[agent.role]}</span>
            </Choice>
          ))}
        </Menu.RadioGroup>
        <Menu.Separator className="my-1 h-px bg-line" />
        <Menu.Label className="px-3 pt-2 pb-1 text-meta text-ink-faint">{account.language}</Menu.Label>
        <Menu.RadioGroup value={locale} onValueChange={(value) => isLocale(value) && setLocale(value)}>
          {locales.map((option) => (
            <Choice key={option} value={option} testId={`locale-${option}`}>
              <span lang={option}>{localeNames[option]}</span>
            </Choice>
          ))}
        </Menu.RadioGroup>
        <Menu.Separator className="my-1 h-px bg-line" />
        <Menu.Item className={itemLook} onSelect={onHelp}>
          {account.shortcuts}
          <kbd className="ml-auto font-sans text-meta text-ink-faint">?</kbd>
        </Menu.Item>
      </Menu.Content>
    </Menu.Root>
  )
}

const itemLook =
  'flex h-9 items-center gap-2.5 rounded-control px-3 text-[14px] outline-none data-highlighted:bg-hover pointer-coarse:h-11'

function Choice({ value, testId, children }: { value: string; testId: string; children: ReactNode }) {
  return (
    <Menu.RadioItem value={value} data-testid={testId} className={itemLook}>
      {children}
      <Menu.ItemIndicator className="ml-auto">
        <Check aria-hidden size={16} className="text-accent" />
      </Menu.ItemIndicator>
    </Menu.RadioItem>
  )
}

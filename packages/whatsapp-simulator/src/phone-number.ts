/**
 * The form under which two spellings of one mobile number are equal: Brazil with or without the ninth digit, Argentina
 * with or without 9, Mexico with or without 1. WhatsApp knows such a user under one of them and accepts both.
 */
export function canonicalNumber(input: string): string {
  const digits = input.replace(/\D/g, '')
  const brazil = /^55(\d{2})9([6-9]\d{7})$/.exec(digits)
  if (brazil) return `55${brazil[1]}${brazil[2]}`
  if (/^549\d{10}$/.test(digits)) return `54${digits.slice(3)}`
  if (/^521\d{10}$/.test(digits)) return `52${digits.slice(3)}`
  return digits
}

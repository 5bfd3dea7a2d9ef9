import { money } from './words'

/** An amount with its currency; in figures that stand under each other. */
export function Money({ amount, currency = 'USD' }: { amount: number; currency?: string }) {
  return <span className="numbers" title={`${amount} ${currency}`}>{money(amount, currency)}</span>
}

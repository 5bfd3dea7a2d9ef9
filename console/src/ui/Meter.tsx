import './Meter.css'

/** How full something is; says the number as well. Past 80 % it asks to be looked at. */
export function Meter({ percent, label }: { percent: number; label: string }) {
  return (
    <span className="Meter" role="meter" aria-label={label} aria-valuenow={percent} aria-valuemin={0} aria-valuemax={100}>
      <span className={`Meter-bar ${percent >= 100 ? 'Meter-full' : percent >= 80 ? 'Meter-high' : ''}`}>
        <span style={{ width: `${Math.min(100, percent)}%` }} />
      </span>
      <span className="numbers">{percent} %</span>
    </span>
  )
}

/** A share of the greatest beside it, in a list of amounts. */
export function Bar({ share }: { share: number }) {
  return <span className="Bar" aria-hidden="true"><span style={{ width: `${Math.max(1, Math.round(share * 100))}%` }} /></span>
}

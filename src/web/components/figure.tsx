import type { ReactNode } from 'react';

/** One number with its label and unit; `extra` stands below it. */
export function Figure({
  label,
  value,
  unit,
  extra,
}: {
  label: ReactNode;
  value: ReactNode;
  unit?: ReactNode;
  extra?: ReactNode;
}) {
  return (
    <div className="figure">
      <span className="label">{label}</span>
      <span className="value">
        {value}
        {unit ? <span className="unit">{unit}</span> : null}
      </span>
      {extra}
    </div>
  );
}

/** A line of earlier values without axes; the figure beside it carries the number. */
export function Sparkline({ values, label }: { values: (number | null)[]; label: string }) {
  const known = values.filter((value): value is number => value !== null);
  if (known.length < 2) return null;
  const low = Math.min(...known);
  const span = Math.max(...known) - low || 1;
  const step = 100 / (values.length - 1);
  let path = '';
  let pen = false;
  values.forEach((value, index) => {
    if (value === null) {
      pen = false;
      return;
    }
    path += `${pen ? 'L' : 'M'}${(index * step).toFixed(2)} ${(28 - ((value - low) / span) * 26).toFixed(2)}`;
    pen = true;
  });
  return (
    <svg className="spark" viewBox="0 0 100 30" preserveAspectRatio="none" role="img" aria-label={label}>
      <path d={path} fill="none" stroke="var(--river)" strokeWidth="2" vectorEffect="non-scaling-stroke" />
    </svg>
  );
}

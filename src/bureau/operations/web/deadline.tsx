import { StatusTag } from '../../../web/components/status-tag.tsx';
import { useFormat } from '../../../web/format.ts';

/** Time left as people count it: working days first, then the date; late ones stand out. */
export function Deadline({ dueAt, finished = false }: { dueAt: string; finished?: boolean }) {
  const format = useFormat();
  if (finished) return <span className="muted">{format.instant(dueAt)}</span>;
  const { words, late } = format.deadline(dueAt);
  return late ? <StatusTag tone="bad">{words}</StatusTag> : <span>{words}</span>;
}

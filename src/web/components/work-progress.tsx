import { Button } from 'antd';
import type { Static } from 'typebox';
import type { ProgressShape } from '../../kernel/shape.ts';
import { useFormat } from '../format.ts';
import { shellMessages } from '../messages.ts';
import { useText, useWords } from '../words.ts';

/** Long work: its step, rows, bytes and share done, and a way to cancel it. */
export function WorkProgress({
  progress,
  onCancel,
  cancelling = false,
}: {
  progress: Static<typeof ProgressShape>;
  onCancel?: () => void;
  cancelling?: boolean;
}) {
  const words = useWords(shellMessages);
  const text = useText();
  const format = useFormat();
  const share = progress.share === null ? null : Math.min(1, Math.max(0, progress.share));
  const parts = [
    progress.rows === undefined ? null : words('progressRows', { rows: format.number(progress.rows) }),
    progress.bytes === undefined ? null : format.bytes(progress.bytes),
    share === null ? null : format.percent(share, 0),
  ].filter(Boolean);
  return (
    <div className="work">
      <div className="row between">
        <strong>{text(progress.step)}</strong>
        <span className="muted numeric">{parts.join(' · ')}</span>
      </div>
      <div
        className={`work-bar${share === null ? ' unknown' : ''}`}
        role="progressbar"
        aria-label={text(progress.step) || words('loading')}
        aria-valuemin={0}
        aria-valuemax={100}
        {...(share === null ? {} : { 'aria-valuenow': Math.round(share * 100) })}
      >
        <div style={{ width: `${(share ?? 0) * 100}%` }} />
      </div>
      {onCancel ? (
        <div>
          <Button size="small" danger disabled={cancelling} onClick={onCancel}>
            {words(cancelling ? 'cancelling' : 'cancelWork')}
          </Button>
        </div>
      ) : null}
    </div>
  );
}

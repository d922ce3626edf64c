import { FileTextOutlined, InboxOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useId, useRef, useState } from 'react';
import { useFormat } from '../format.ts';
import { shellMessages } from '../messages.ts';
import { useWords } from '../words.ts';

/** A place to drop a file, or to choose one with the keyboard. */
export function DropFile({
  file,
  onFile,
  accept,
  hint,
}: {
  file: File | null;
  onFile(file: File | null): void;
  accept?: string;
  hint?: string;
}) {
  const words = useWords(shellMessages);
  const format = useFormat();
  const input = useRef<HTMLInputElement>(null);
  const id = useId();
  const [over, setOver] = useState(false);
  return (
    <section
      className={`drop${over ? ' over' : ''}`}
      aria-label={words('dropHere')}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        const dropped = event.dataTransfer.files[0];
        if (dropped) onFile(dropped);
      }}
    >
      {file ? (
        <span className="row">
          <FileTextOutlined aria-hidden />
          <strong>{file.name}</strong>
          <span className="muted">{format.bytes(file.size)}</span>
        </span>
      ) : (
        <>
          <InboxOutlined aria-hidden style={{ fontSize: '2rem', color: 'var(--muted)' }} />
          <span>{words('dropHere')}</span>
          {hint ? <span className="muted small">{hint}</span> : null}
        </>
      )}
      <input
        ref={input}
        id={id}
        type="file"
        className="visually-hidden"
        tabIndex={-1}
        aria-label={words('chooseFile')}
        {...(accept ? { accept } : {})}
        onChange={(event) => {
          const chosen = event.target.files?.[0];
          if (chosen) onFile(chosen);
          event.target.value = '';
        }}
      />
      <Button onClick={() => input.current?.click()}>{words(file ? 'chooseOther' : 'chooseFile')}</Button>
    </section>
  );
}

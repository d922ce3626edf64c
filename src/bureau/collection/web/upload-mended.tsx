import { Modal } from 'antd';
import { useState } from 'react';
import { upload } from '../../../web/client/upload.ts';
import { DropFile } from '../../../web/components/drop-file.tsx';
import { Problem } from '../../../web/components/states.tsx';
import { useWords } from '../../../web/words.ts';
import { collectionMessages } from './messages.ts';

/** Takes the quarantine's file back after it was mended elsewhere. */
export function UploadMended({
  open,
  path,
  onClose,
  onTaken,
}: {
  open: boolean;
  path: string;
  onClose(): void;
  onTaken(taken: { rows: number; cells: number }): Promise<void>;
}) {
  const words = useWords(collectionMessages);
  const [file, setFile] = useState<File | null>(null);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const send = async () => {
    if (!file) return;
    setBusy(true);
    setError(null);
    try {
      await onTaken(await upload<{ rows: number; cells: number }>(path, file));
      setFile(null);
    } catch (problem) {
      setError(problem);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal
      open={open}
      title={words('uploadTitle')}
      okText={words('apply')}
      okButtonProps={{ disabled: file === null }}
      confirmLoading={busy}
      onCancel={onClose}
      onOk={() => void send()}
      destroyOnHidden
    >
      <div className="stack">
        <p>{words('uploadBody')}</p>
        {error ? <Problem error={error} /> : null}
        <DropFile file={file} onFile={setFile} accept=".csv" />
      </div>
    </Modal>
  );
}

import { Button, Modal } from 'antd';
import { Copyable } from '../../../web/components/copyable.tsx';
import { shellMessages } from '../../../web/messages.ts';
import { useWords } from '../../../web/words.ts';
import { identityMessages } from './messages.ts';

/** A password that the platform made, shown this once. */
export function PasswordOnce({ told, onClose }: { told: { name: string; password: string } | null; onClose(): void }) {
  const words = useWords(identityMessages);
  const shell = useWords(shellMessages);
  return (
    <Modal
      open={told !== null}
      title={words('firstPassword')}
      onCancel={onClose}
      footer={<Button onClick={onClose}>{shell('close')}</Button>}
    >
      <div className="stack">
        <p>{words('firstPasswordBody', { name: told?.name ?? '' })}</p>
        <Copyable label={words('password')} code={told?.password ?? ''} />
      </div>
    </Modal>
  );
}

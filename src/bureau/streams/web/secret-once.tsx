import { Button, Modal } from 'antd';
import { Copyable } from '../../../web/components/copyable.tsx';
import { useWords } from '../../../web/words.ts';
import { streamsMessages } from './messages.ts';

/** The password of a credential, shown this once. */
export function SecretOnce({ made, onClose }: { made: { id: string; secret: string } | null; onClose(): void }) {
  const words = useWords(streamsMessages);
  return (
    <Modal
      open={made !== null}
      title={words('secretTitle')}
      mask={{ closable: false }}
      onCancel={onClose}
      footer={
        <Button type="primary" onClick={onClose}>
          {words('toStream')}
        </Button>
      }
    >
      <div className="stack">
        <p>{words('secretBody', { id: made?.id ?? '' })}</p>
        <Copyable label={words('password')} code={made?.secret ?? ''} />
      </div>
    </Modal>
  );
}

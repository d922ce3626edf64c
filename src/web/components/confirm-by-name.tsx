import { Input, Modal } from 'antd';
import { type ReactNode, useState } from 'react';
import { shellMessages } from '../messages.ts';
import { useWords } from '../words.ts';

/** Asks for a name to be typed before an act that can't be undone. */
export function ConfirmByName({
  open,
  title,
  name,
  action,
  onConfirm,
  onClose,
  busy = false,
  children,
}: {
  open: boolean;
  title: string;
  name: string;
  /** The act, named in full, on the button. */
  action: string;
  onConfirm(): void;
  onClose(): void;
  busy?: boolean;
  children?: ReactNode;
}) {
  const words = useWords(shellMessages);
  const [typed, setTyped] = useState('');
  const label = words('typeToConfirm', { name });
  return (
    <Modal
      open={open}
      title={title}
      onCancel={onClose}
      onOk={onConfirm}
      okText={action}
      cancelText={words('cancel')}
      okButtonProps={{ danger: true, disabled: typed.trim() !== name, loading: busy }}
      afterOpenChange={(shown) => !shown && setTyped('')}
      destroyOnHidden
    >
      <div className="stack">
        {children}
        <div>
          <p>{label}</p>
          <Input
            aria-label={label}
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
            autoComplete="off"
          />
        </div>
      </div>
    </Modal>
  );
}

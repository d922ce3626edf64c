import { CopyOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useState } from 'react';
import { shellMessages } from '../messages.ts';
import { useWords } from '../words.ts';

/** A piece of code with a button that copies it. */
export function Copyable({ code, label }: { code: string; label: string }) {
  const words = useWords(shellMessages);
  const [copied, setCopied] = useState(false);
  return (
    <div className="stack" style={{ gap: '0.25rem' }}>
      <div className="row between">
        <span className="muted small">{label}</span>
        <Button
          size="small"
          icon={<CopyOutlined />}
          onClick={() => {
            void navigator.clipboard.writeText(code).then(() => setCopied(true));
            setTimeout(() => setCopied(false), 2000);
          }}
        >
          <span aria-live="polite">{words(copied ? 'copied' : 'copy')}</span>
        </Button>
      </div>
      <section aria-label={label} className="code-box">
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard */}
        <pre tabIndex={0}>
          <code>{code}</code>
        </pre>
      </section>
    </div>
  );
}

import { Modal } from 'antd';
import { useEffect, useState } from 'react';
import { useNavigate } from 'react-router';
import { shellMessages } from '../messages.ts';
import { useWords } from '../words.ts';

const places: Record<string, string> = { h: '/', c: '/console', u: '/console/collect', t: '/console/tasks' };

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}

/** The keys that work on every page: `/` to the search box, `?` for this list, `g` then a letter to go somewhere. */
export function Keys() {
  const words = useWords(shellMessages);
  const navigate = useNavigate();
  const [open, setOpen] = useState(false);
  useEffect(() => {
    let going = 0;
    const listen = (event: KeyboardEvent) => {
      if (isTyping(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === '/') {
        const box = document.querySelector<HTMLElement>('[data-search] input, input[data-search]');
        event.preventDefault();
        if (box) box.focus();
        else void navigate('/datasets');
      } else if (event.key === '?') setOpen(true);
      else if (event.key === 'g') going = Date.now();
      else if (Date.now() - going < 1500 && places[event.key]) {
        going = 0;
        void navigate(places[event.key] as string);
      }
    };
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, [navigate]);
  const lines: [string[], string][] = [
    [['/'], words('keySearch')],
    [['?'], words('keyHelp')],
    [['g', 'h'], words('keyHome')],
    [['g', 'c'], words('keyConsole')],
    [['g', 'u'], words('keyCollect')],
    [['g', 't'], words('keyTasks')],
  ];
  return (
    <Modal open={open} title={words('keysTitle')} footer={null} onCancel={() => setOpen(false)}>
      <dl className="facts">
        {lines.map(([keys, meaning]) => (
          <div key={meaning} style={{ display: 'contents' }}>
            <dt>
              {keys.map((key, index) => (
                <span key={key}>
                  {index > 0 ? ` ${words('keyThen')} ` : ''}
                  <kbd className="key">{key}</kbd>
                </span>
              ))}
            </dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
    </Modal>
  );
}

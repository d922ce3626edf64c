import { FontSizeOutlined } from '@ant-design/icons';
import { Button, Popover, Segmented, Switch } from 'antd';
import { shellMessages } from '../messages.ts';
import { type Settings, useSettings } from '../settings.tsx';
import { useWords } from '../words.ts';

/** Language at one click; text size and colours behind another. */
export function DisplayMenu({ narrow = false }: { narrow?: boolean }) {
  const words = useWords(shellMessages);
  const { language, theme, largeText, change } = useSettings();
  const panel = (
    <div className="stack" style={{ minWidth: '14rem' }}>
      <div className="row between">
        <span>{words('largeText')}</span>
        <Switch aria-label={words('largeText')} checked={largeText} onChange={(on) => change({ largeText: on })} />
      </div>
      <div>
        <p className="muted small" style={{ marginBottom: '0.25rem' }}>
          {words('theme')}
        </p>
        <Segmented
          block
          aria-label={words('theme')}
          value={theme}
          onChange={(next) => change({ theme: next as Settings['theme'] })}
          options={[
            { value: 'system', label: words('themeSystem') },
            { value: 'light', label: words('themeLight') },
            { value: 'dark', label: words('themeDark') },
          ]}
        />
      </div>
    </div>
  );
  return (
    <>
      <Button
        type="text"
        lang={language === 'zh' ? 'en' : 'zh-CN'}
        onClick={() => change({ language: language === 'zh' ? 'en' : 'zh' })}
        style={narrow ? { paddingInline: '0.375rem' } : undefined}
      >
        {words('switchLanguage')}
      </Button>
      <Popover trigger="click" placement="bottomRight" content={panel} title={words('display')}>
        <Button type="text" icon={<FontSizeOutlined />} aria-label={words('display')} title={words('display')} />
      </Popover>
    </>
  );
}

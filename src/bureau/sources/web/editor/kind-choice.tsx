import {
  CloudOutlined,
  ConsoleSqlOutlined,
  DatabaseOutlined,
  FileTextOutlined,
  FolderOpenOutlined,
  GiftOutlined,
  NodeIndexOutlined,
  ShareAltOutlined,
} from '@ant-design/icons';
import type { ReactNode } from 'react';
import type { Text } from '../../../../kernel/text.ts';
import { useText, useWords } from '../../../../web/words.ts';
import type { SecretWith } from '../../secrets/schema.ts';
import { editorMessages } from './messages.ts';
import type { SettingShape } from './settings-shape.ts';

/** A connector as the server tells of it. */
export interface ConnectorKind {
  type: string;
  title: Text;
  about: Text;
  settings: SettingShape;
  secrets: Record<string, Text>;
  secretsWith: Record<string, SecretWith>;
}

const icons: Record<string, ReactNode> = {
  'http-file': <FileTextOutlined aria-hidden />,
  'http-json': <NodeIndexOutlined aria-hidden />,
  postgresql: <DatabaseOutlined aria-hidden />,
  mysql: <ConsoleSqlOutlined aria-hidden />,
  sftp: <FolderOpenOutlined aria-hidden />,
  s3: <CloudOutlined aria-hidden />,
  'data-package': <GiftOutlined aria-hidden />,
  'delta-sharing': <ShareAltOutlined aria-hidden />,
};

/** The icon of a connector. */
export const kindIcon = (type: string): ReactNode => icons[type] ?? <DatabaseOutlined aria-hidden />;

/** Where the data come from: each way with what it needs. */
export function KindChoice({ kinds, onChoose }: { kinds: ConnectorKind[]; onChoose(kind: ConnectorKind): void }) {
  const words = useWords(editorMessages);
  const text = useText();
  return (
    <section aria-label={words('kind')}>
      <h2>{words('kind')}</h2>
      <div className="source-kinds">
        {kinds.map((kind) => (
          <button key={kind.type} type="button" className="source-kind" onClick={() => onChoose(kind)}>
            <span className="source-kind-icon">{kindIcon(kind.type)}</span>
            <span>
              <strong>{text(kind.title)}</strong>
              <span className="muted">{text(kind.about)}</span>
            </span>
          </button>
        ))}
      </div>
    </section>
  );
}

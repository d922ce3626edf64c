import {
  CheckCircleOutlined,
  ClockCircleOutlined,
  CloseCircleOutlined,
  InfoCircleOutlined,
  SyncOutlined,
  WarningOutlined,
} from '@ant-design/icons';
import type { ReactNode } from 'react';

export type Tone = 'good' | 'attention' | 'bad' | 'active' | 'waiting' | 'plain';

const icons: Record<Tone, ReactNode> = {
  good: <CheckCircleOutlined aria-hidden />,
  attention: <WarningOutlined aria-hidden />,
  bad: <CloseCircleOutlined aria-hidden />,
  active: <SyncOutlined aria-hidden />,
  waiting: <ClockCircleOutlined aria-hidden />,
  plain: <InfoCircleOutlined aria-hidden />,
};

/** A state as icon and word; the colour only repeats what they say. */
export function StatusTag({ tone, children }: { tone: Tone; children: ReactNode }) {
  return (
    <span className={`status ${tone}`}>
      {icons[tone]}
      {children}
    </span>
  );
}

import type { Tone } from '../../../web/components/status-tag.tsx';
import type { operationsMessages } from './messages.ts';

type Word = keyof typeof operationsMessages;

/** Word and tone of a task's states. */
export const taskStates: Record<string, { word: Word; tone: Tone }> = {
  open: { word: 'taskOpen', tone: 'attention' },
  'in-hand': { word: 'taskInHand', tone: 'active' },
  done: { word: 'taskDone', tone: 'good' },
  declined: { word: 'taskDeclined', tone: 'plain' },
};

/** Word of the act that brings a task into a state. */
export const taskActs: Record<string, Word> = {
  open: 'reopen',
  'in-hand': 'takeOn',
  done: 'finish',
  declined: 'decline',
};

/** Word and tone of an alert's states. */
export const alertStates: Record<string, { word: Word; tone: Tone }> = {
  open: { word: 'alertOpen', tone: 'attention' },
  acknowledged: { word: 'alertAcknowledged', tone: 'active' },
  closed: { word: 'alertClosed', tone: 'good' },
};

/** Word of the act that brings an alert into a state. */
export const alertActs: Record<string, Word> = { open: 'reopen', acknowledged: 'acknowledge', closed: 'closeAlert' };

/** Word and tone of the severities. */
export const severities: Record<string, { word: Word; tone: Tone }> = {
  notice: { word: 'notice', tone: 'plain' },
  warning: { word: 'warning', tone: 'attention' },
  severe: { word: 'severe', tone: 'bad' },
};

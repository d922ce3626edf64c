import type { airMessages } from './messages.ts';

/** The six classes of HJ 633 with the colours that it prescribes. */
export const airClasses: {
  level: number;
  word: keyof typeof airMessages;
  from: number;
  to: number | null;
  colour: string;
}[] = [
  { level: 1, word: 'class1', from: 0, to: 50, colour: '#00e400' },
  { level: 2, word: 'class2', from: 51, to: 100, colour: '#ffff00' },
  { level: 3, word: 'class3', from: 101, to: 150, colour: '#ff7e00' },
  { level: 4, word: 'class4', from: 151, to: 200, colour: '#ff0000' },
  { level: 5, word: 'class5', from: 201, to: 300, colour: '#99004c' },
  { level: 6, word: 'class6', from: 301, to: null, colour: '#7e0023' },
];

/** Colour of a class; grey where there is no index. */
export function classColour(level: number | null): string {
  return airClasses.find((entry) => entry.level === level)?.colour ?? '#8a97a1';
}

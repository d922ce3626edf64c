import { palette } from '../theme.ts';

/** Marker colours of an indicator's states. */
export function stateColour(state: string, dark: boolean): string {
  const colours = dark ? palette.dark : palette.light;
  if (state === 'good') return colours.banyan;
  if (state === 'attention') return colours.kapok;
  if (state === 'bad') return colours.litchi;
  return colours.muted;
}

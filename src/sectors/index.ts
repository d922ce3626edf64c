import type { Sector } from '../sector/index.ts';
import { government } from './government/index.ts';

/** All sectors of this installation; the composition root hands them to the host. */
export const sectors: Sector[] = [government];

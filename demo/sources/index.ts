import type { DemoSource } from '../source.ts';
import { airSources } from './air.ts';
import { governmentSources } from './government.ts';
import { healthSources } from './health.ts';
import { safetySources } from './safety.ts';
import { transitSources } from './transit.ts';
import { utilitySources } from './utilities.ts';

/** Every file of the demo city. */
export const demoSources: DemoSource[] = [
  ...governmentSources,
  ...airSources,
  ...transitSources,
  ...healthSources,
  ...safetySources,
  ...utilitySources,
];

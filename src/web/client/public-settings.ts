import type { Text } from '../../kernel/text.ts';
import { useApi } from './use-api.ts';

/** `GET /settings`: what every page may know of this installation. */
export interface PublicSettings {
  city?: Text | null;
  version?: string;
  /** MapLibre raster tile template; null for the basemap from our own data. */
  tileUrl?: string | null;
  uploadLimitBytes?: number;
  demo?: boolean;
}

/** The installation's public settings; undefined until they are read. */
export function usePublicSettings(): PublicSettings | undefined {
  return useApi<PublicSettings>('/settings', {}, { staleMilliseconds: 3_600_000 }).data;
}

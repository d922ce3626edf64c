import type { Declaration } from '../schema.ts';

/**
 * To whom a connector's secrets are told: its kind and every host and port that it names. A secret that was set for one
 * place is sent to no other, for whoever may change a source may not thereby read what it is sealed with.
 */
export function placeOf({ type, ...settings }: Declaration['connector']): string {
  return JSON.stringify([type, placesIn(settings)]);
}

function placesIn(settings: object): unknown[] {
  return Object.entries(settings)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .flatMap(([name, value]): unknown[] => {
      if (typeof value === 'object' && value !== null && !Array.isArray(value)) return [[name, ...placesIn(value)]];
      if (name === 'url' || name === 'endpoint')
        return [[name, URL.canParse(String(value)) ? new URL(String(value)).origin : value]];
      return name === 'host' || name === 'port' ? [[name, value]] : [];
    })
    .filter((place) => !Array.isArray(place) || place.length > 1);
}

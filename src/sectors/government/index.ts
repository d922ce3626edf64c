import { defineSector } from '../../sector/index.ts';
import { createAirQuality } from './air-quality.ts';
import { placeAirQuality, stationAirQuality } from './analyses.ts';
import { createBaseMap } from './base-map.ts';
import { pollutionAlert, publishAirQuality } from './indicators.ts';
import { districts, mapLines, waterAreas } from './map-standards.ts';
import { governmentRoutes } from './routes.ts';
import { airMeasurements, airStations, placeIndex } from './standards.ts';

/** Government services: here the air of the city, and the base map. */
export const government = defineSector({
  id: 'government',
  title: { zh: '政务服务', en: 'Government services' },
  standards: [airStations, airMeasurements, districts, waterAreas, mapLines],
  analyses: [stationAirQuality, placeAirQuality],
  alertRules: [pollutionAlert],
  setup: (context) => {
    const air = createAirQuality(context);
    return {
      routes: governmentRoutes(air, createBaseMap(context)),
      // The places come last in the chain, so by then the stations are up to date too.
      onVersion: [{ of: placeIndex, run: () => publishAirQuality(context, air) }],
    };
  },
});

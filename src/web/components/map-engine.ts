import * as maplibre from 'maplibre-gl';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url';
import 'maplibre-gl/dist/maplibre-gl.css';

// Without it MapLibre 6 draws nothing; the worker comes from our own origin, as the content policy asks.
maplibre.setWorkerUrl(workerUrl);

export { maplibre };

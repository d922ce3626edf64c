const semiMajor = 6378245;
const eccentricitySquared = 0.006693421622965943;

function latitudeShift(x: number, y: number): number {
  const waves =
    20 * Math.sin(6 * x * Math.PI) +
    20 * Math.sin(2 * x * Math.PI) +
    20 * Math.sin(y * Math.PI) +
    40 * Math.sin((y / 3) * Math.PI) +
    160 * Math.sin((y / 12) * Math.PI) +
    320 * Math.sin((y * Math.PI) / 30);
  return -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * Math.sqrt(Math.abs(x)) + (waves * 2) / 3;
}

function longitudeShift(x: number, y: number): number {
  const waves =
    20 * Math.sin(6 * x * Math.PI) +
    20 * Math.sin(2 * x * Math.PI) +
    20 * Math.sin(x * Math.PI) +
    40 * Math.sin((x / 3) * Math.PI) +
    150 * Math.sin((x / 12) * Math.PI) +
    300 * Math.sin((x / 30) * Math.PI);
  return 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * Math.sqrt(Math.abs(x)) + (waves * 2) / 3;
}

function wgs84ToGcj02(longitude: number, latitude: number): [number, number] {
  const x = longitude - 105;
  const y = latitude - 35;
  const radians = (latitude / 180) * Math.PI;
  const magic = 1 - eccentricitySquared * Math.sin(radians) ** 2;
  const meridian = (semiMajor * (1 - eccentricitySquared)) / (magic * Math.sqrt(magic));
  return [
    longitude + (longitudeShift(x, y) * 180) / ((semiMajor / Math.sqrt(magic)) * Math.cos(radians) * Math.PI),
    latitude + (latitudeShift(x, y) * 180) / (meridian * Math.PI),
  ];
}

/** BD-09 to GCJ-02: a shift and a turn that grows with the place. */
function bd09ToGcj02(longitude: number, latitude: number): [number, number] {
  const x = longitude - 0.0065;
  const y = latitude - 0.006;
  const turn = (Math.PI * 3000) / 180;
  const length = Math.sqrt(x * x + y * y) - 0.00002 * Math.sin(y * turn);
  const angle = Math.atan2(y, x) - 0.000003 * Math.cos(x * turn);
  return [length * Math.cos(angle), length * Math.sin(angle)];
}

/**
 * Longitude and latitude in degrees to WGS-84, for drawing. GCJ-02 has no closed inverse: three rounds of correction
 * bring it within a centimetre. CGCS2000 differs from WGS-84 by less than a map can show.
 */
export function toWgs84(longitude: number, latitude: number, system: string | null): [number, number] {
  const outside = longitude < 72 || longitude > 138 || latitude < 0.8 || latitude > 56;
  if (outside || (system !== 'GCJ-02' && system !== 'BD-09')) return [longitude, latitude];
  const [gcjX, gcjY] = system === 'BD-09' ? bd09ToGcj02(longitude, latitude) : [longitude, latitude];
  let [x, y] = [gcjX, gcjY];
  for (let round = 0; round < 3; round += 1) {
    const [shiftedX, shiftedY] = wgs84ToGcj02(x, y);
    x += gcjX - shiftedX;
    y += gcjY - shiftedY;
  }
  return [x, y];
}

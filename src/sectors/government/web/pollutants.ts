/** The six pollutants of HJ 633, in its order. */
export const pollutants = ['so2', 'no2', 'co', 'o3', 'pm10', 'pm25'] as const;

/** Their names as readers write them. */
export const pollutantNames: Record<string, string> = {
  so2: 'SO₂',
  no2: 'NO₂',
  co: 'CO',
  o3: 'O₃',
  pm10: 'PM10',
  pm25: 'PM2.5',
};

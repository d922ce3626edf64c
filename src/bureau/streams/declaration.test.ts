import { expect, test } from 'vitest';
import { parseDeclaration } from './declaration.ts';

test.each([
  ['id: demo.meters\n', '“title” is missing; add it'],
  ['topics: 3\n', 'topics must be a list'],
  ['tpoics: [a]\n', ': unknown key “tpoics”; did you mean “topics”?'],
  ['topics: [a\n', 'it is not valid YAML'],
])('%j is refused with what to write in its place', (yaml, said) => {
  const whole = `${yaml.startsWith('id') ? '' : 'id: demo.meters\ntitle: { zh: 电表, en: Meters }\ndataset: demo.readings\npayload: json\n'}${yaml}`;
  expect(() => parseDeclaration(whole)).toThrow(said);
});

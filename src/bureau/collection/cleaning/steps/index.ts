import type { StepName } from '../schema.ts';
import { addressStep } from './address.ts';
import { dateFormStep } from './dates.ts';
import { numberFormStep } from './numbers.ts';
import { caseStep, codeStep, emptyStep, halfWidthStep, replaceStep, trimStep } from './plain-texts.ts';
import { regionCodeStep } from './regions.ts';
import { coordinatesStep, joinStep, patternExtractStep, splitStep } from './several-fields.ts';
import type { StepKind } from './step.ts';

/** Every kind of step by its name; `de-duplicate` changes no text and is done by the checks across rows. */
export const stepKinds: { [Name in StepName]: StepKind<Name> } = {
  trim: trimStep,
  'half-width': halfWidthStep,
  case: caseStep,
  empty: emptyStep,
  'date-form': dateFormStep,
  'number-form': numberFormStep,
  'region-code': regionCodeStep,
  address: addressStep,
  coordinates: coordinatesStep,
  code: codeStep,
  replace: replaceStep,
  'pattern-extract': patternExtractStep,
  split: splitStep,
  join: joinStep,
  'de-duplicate': { changes: () => [] },
};

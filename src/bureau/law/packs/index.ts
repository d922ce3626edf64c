import type { Rule } from '../rules-schema.ts';
import { house } from './house.ts';
import { guangdong } from './local/guangdong.ts';
import { guizhou } from './local/guizhou.ts';
import { shanghai } from './local/shanghai.ts';
import { shenzhen } from './local/shenzhen.ts';
import { dataSharing } from './national/data-sharing.ts';
import { civilCode, dataSecurity, personalInformation } from './national/laws.ts';
import { incidentReports, networkData } from './national/network-data.ts';
import { registration } from './national/registration.ts';
import { classification, personalSpecification } from './national/standards.ts';

/** Every rule that the product brings, national ones first. */
export const packs: readonly Rule[] = [
  ...dataSharing,
  ...registration,
  ...dataSecurity,
  ...personalInformation,
  ...networkData,
  ...incidentReports,
  ...classification,
  ...personalSpecification,
  ...civilCode,
  ...house,
  ...guangdong,
  ...shenzhen,
  ...shanghai,
  ...guizhou,
];

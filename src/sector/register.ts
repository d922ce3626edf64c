import type { Catalogue } from '../bureau/catalogue/index.ts';
import type { Standard, Standards } from '../bureau/standards/index.ts';
import { AppError, systemPrincipal } from '../kernel/index.ts';
import type { Analysis, SectorId } from './contract.ts';
import { sectorErrors } from './errors.ts';
import { datasetOf } from './sql.ts';

const self = systemPrincipal('sectors');

/** Publishes the standards that sectors declare; a changed declaration becomes the next version, an equal one nothing. */
export async function registerStandards(standards: Standards, declared: Standard[]): Promise<void> {
  for (const standard of declared) await standards.ensure(self, standard);
}

const openFirst = ['unconditional', 'conditional'];
const mostClosed = (words: string[], closed: string) =>
  words.every((word) => word === openFirst[0])
    ? openFirst[0]!
    : words.every((word) => openFirst.includes(word))
      ? openFirst[1]!
      : closed;

/**
 * Enters the result dataset of an analysis into the catalogue before its first run: owned by the owner of its first
 * input, and no more open or shared than the most closed of its inputs.
 */
export async function registerResult(
  { catalogue, standards }: { catalogue: Catalogue; standards: Standards },
  analysis: Analysis,
  sector: SectorId,
): Promise<void> {
  if (await catalogue.find(analysis.result.id)) return;
  const inputs = [];
  for (const input of Object.values(analysis.inputs)) {
    const found = await catalogue.find(datasetOf(input));
    if (!found) throw new AppError(sectorErrors.inputMissing, { analysis: analysis.id, dataset: datasetOf(input) });
    inputs.push(found);
  }
  const sharing = mostClosed(
    inputs.map((input) => input.sharing),
    'not-shared',
  );
  await catalogue.create(self, {
    id: analysis.result.id,
    owner: inputs[0]!.owner,
    sector,
    keywords: [analysis.title.zh],
    openness: mostClosed(
      inputs.map((input) => input.openness),
      'not-open',
    ) as 'unconditional',
    sharing: sharing as 'unconditional',
    sharingReason: sharing === 'not-shared' ? `${inputs.find((input) => input.sharing === 'not-shared')?.id}` : null,
    standard: await standards.ensure(self, analysis.result),
  });
}

/** Publishes a result once it has a version and all that it was made of is published; a person may retire it again. */
export async function publishResult(catalogue: Catalogue, analysis: Analysis): Promise<void> {
  const result = await catalogue.find(analysis.result.id);
  if (result?.status !== 'draft') return;
  for (const input of Object.values(analysis.inputs)) {
    if ((await catalogue.find(datasetOf(input)))?.status !== 'published') return;
  }
  await catalogue.publish(self, analysis.result.id);
}

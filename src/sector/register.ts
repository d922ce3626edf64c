import type { Catalogue, CatalogueResource } from '../bureau/catalogue/index.ts';
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
const levels = ['general-1', 'general-2', 'general-3', 'general-4', 'important', 'core'];
const mostClosed = (words: string[], closed: string) =>
  words.every((word) => word === openFirst[0])
    ? openFirst[0]!
    : words.every((word) => openFirst.includes(word))
      ? openFirst[1]!
      : closed;

/** What a result inherits: no more open or shared than the most closed of its inputs, and of the highest level. */
function termsOf(inputs: CatalogueResource[]) {
  const sharing = mostClosed(
    inputs.map((input) => input.sharing),
    'not-shared',
  );
  return {
    openness: mostClosed(
      inputs.map((input) => input.openness),
      'not-open',
    ) as 'unconditional',
    sharing: sharing as 'unconditional',
    sharingReason: sharing === 'not-shared' ? `${inputs.find((input) => input.sharing === 'not-shared')?.id}` : null,
    level: levels[Math.max(...inputs.map((input) => levels.indexOf(input.level)))] as 'general-1',
  };
}

/**
 * Enters the result dataset of an analysis into the catalogue before its first run: owned by the owner of its first
 * input, under the terms of its inputs. Later it follows inputs that are closed, unless a person set its terms.
 */
export async function registerResult(
  { catalogue, standards }: { catalogue: Catalogue; standards: Standards },
  analysis: Analysis,
  sector: SectorId,
): Promise<void> {
  const inputs: CatalogueResource[] = [];
  for (const input of Object.values(analysis.inputs)) {
    const found = await catalogue.find(datasetOf(input));
    if (!found) throw new AppError(sectorErrors.inputMissing, { analysis: analysis.id, dataset: datasetOf(input) });
    inputs.push(found);
  }
  const known = await catalogue.find(analysis.result.id);
  if (known) return narrow(catalogue, known, inputs);
  await catalogue.create(self, {
    id: analysis.result.id,
    owner: inputs[0]!.owner,
    sector,
    keywords: [analysis.title.zh],
    ...termsOf(inputs),
    standard: await standards.ensure(self, analysis.result),
  });
}

/** Closes a result whose inputs were closed after it was entered. Opening it again is a person's decision. */
async function narrow(catalogue: Catalogue, result: CatalogueResource, inputs: CatalogueResource[]): Promise<void> {
  const terms = termsOf([result, ...inputs]);
  if (
    terms.openness === result.openness &&
    terms.sharing === result.sharing &&
    levels.indexOf(terms.level) <= levels.indexOf(result.level)
  ) {
    return;
  }
  const history = await catalogue.history(self, result.id);
  const decided = history.some(
    ({ actor, changes }) => actor !== self.id && ['openness', 'sharing', 'level'].some((name) => name in changes),
  );
  if (!decided) await catalogue.update(self, result.id, { revision: result.revision, ...terms });
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

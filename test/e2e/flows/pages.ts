import { expect, test } from 'vitest';
import { inspect, settle } from '../browser.ts';
import type { Site } from '../site.ts';

/** Every page as its readers see it, in both languages and widths. */
export function pages(site: () => Site): void {
  test.each([
    ['home', '/'],
    ['search', '/datasets?q=%E7%A9%BA%E6%B0%94'],
    ['dataset', '/datasets/government.air-quality-hourly'],
    ['dataset-preview', '/datasets/transit.stops?view=preview'],
    ['dataset-map', '/datasets/transit.stops?view=map'],
    ['dataset-columns', '/datasets/government.air-quality-hourly?view=columns'],
    ['dataset-quality', '/datasets/government.air-quality-hourly?view=quality'],
    ['dataset-lineage', '/datasets/government.air-quality-index?view=lineage'],
    ['air', '/government'],
    ['api-docs', '/api/docs'],
    ['about', '/about'],
    ['sign-in', '/sign-in'],
  ])('a citizen can read the page %s in both languages and widths', async (name, address) => {
    const visit = await site().visit(address);
    expect(await visit.page.locator('h1').count()).toBe(1);
    await inspect(visit, name);
    await visit.page.close();
  });

  test('staff can read their pages in both languages and widths', async () => {
    const { account, product } = site();
    const visit = await site().visit('/console', account('admin'));
    for (const [name, address] of [
      ['console', '/console'],
      ['my-datasets', '/console/datasets'],
      ['runs', '/console/runs'],
      ['standards', '/console/standards'],
      ['standard', '/console/standards/transit.stops'],
      ['code-lists', '/console/code-lists'],
      ['tasks', '/console/tasks'],
      ['alerts', '/console/alerts'],
      ['indicators', '/console/indicators'],
      ['query', '/console/query'],
      ['people', '/console/people'],
      ['organisations', '/console/organisations'],
      ['policies', '/console/policies'],
      ['tokens', '/console/tokens'],
    ] as const) {
      await visit.page.goto(`${product.url}${address}`);
      await settle(visit.page);
      await inspect(visit, name);
    }
    await visit.page.close();
  });
}

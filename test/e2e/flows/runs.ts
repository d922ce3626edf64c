import { expect, test } from 'vitest';
import { freshId, type Site } from '../site.ts';

/** Long work: seen, cancelled. */
export function runs(site: () => Site): void {
  test('a running collection is cancelled from its page, and leaves no version behind', async () => {
    const { product, account } = site();
    const steward = account('services');
    const id = freshId('steps');
    await site().makeDataset(steward, {
      id,
      title: { zh: '步行计数', en: 'Footfall' },
      key: ['at'],
      fields: [
        { name: 'at', title: { zh: '序号', en: 'No.' }, type: 'integer', required: true, unique: true },
        { name: 'place', title: { zh: '地点', en: 'Place' }, type: 'string', pattern: '[a-z]+[0-9]+' },
        { name: 'count', title: { zh: '人次', en: 'Count' }, type: 'integer', min: 0 },
      ],
    });
    const { page, faults } = await site().visit('/console', steward);
    // Rows that are all wrong take long, so that a person has time to change their mind.
    const lines = ['at,place,count'];
    for (let row = 0; row < 3_000_000; row += 1) lines.push(`${row},Gate ${row % 97},${row % 1000}`);
    const sent = await fetch(`${product.url}/api/v1/datasets/${id}/runs?name=footfall.csv`, {
      method: 'POST',
      headers: { authorization: `Bearer ${steward.token}`, 'content-type': 'text/csv' },
      body: lines.join('\n'),
    });
    const run = (await sent.json()) as { id: string };
    await page.goto(`${product.url}/console/runs/${run.id}`);
    await page.getByRole('progressbar').waitFor();
    await page.getByRole('button', { name: '取消', exact: true }).click();
    await page.getByText('已取消').first().waitFor();
    expect(await page.getByRole('progressbar').count()).toBe(0);
    const after = await product.api(`/api/v1/runs/${run.id}`, { token: steward.token });
    expect(after.json).toMatchObject({ status: 'cancelled', version: null });
    const dataset = await product.api(`/api/v1/datasets/${id}`, { token: steward.token });
    expect(dataset.json).toMatchObject({ version: null });
    expect(faults).toEqual([]);
    await page.close();
  });
}

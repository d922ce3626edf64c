import { expect, test } from 'vitest';
import { inspect, settle } from '../browser.ts';
import { freshId, type Site } from '../site.ts';

/** Full-width digits, GCJ-02 points, regions by name, and some rows twice. */
function messyStops(): string {
  const lines = ['编号,站名,所在区,经度,纬度,站台数'];
  const wide = (value: number) => [...String(value)].map((digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0));
  for (let row = 1; row <= 120; row += 1) {
    const district = ['南山区', '福田区', '罗湖区'][row % 3]!;
    const at = [(113.9 + row / 1000).toFixed(6), (22.5 + row / 2000).toFixed(6)];
    lines.push(`S${row},第${row}站,${district},${at.join(',')},${wide(1 + (row % 4)).join('')}`);
    if (row % 20 === 0) lines.push(lines.at(-1)!);
  }
  return `${lines.join('\n')}\n`;
}

/** A file that is refused, until a recipe made in the browser cleans it. */
export function recipes(site: () => Site): void {
  test('a refused file gets a recipe from suggestions, seen before and after; collected again it is accepted', async () => {
    const { product, account, file } = site();
    const steward = account('services');
    const id = freshId('platforms');
    await site().makeDataset(steward, {
      id,
      title: { zh: '站台', en: 'Platforms' },
      fields: [
        { name: 'stop', title: { zh: '编号', en: 'Stop' }, type: 'string', required: true },
        { name: 'name', title: { zh: '站名', en: 'Name' }, type: 'string' },
        { name: 'district', title: { zh: '所在区', en: 'District' }, type: 'region', required: true },
        { name: 'lon', title: { zh: '经度', en: 'Longitude' }, type: 'longitude' },
        { name: 'lat', title: { zh: '纬度', en: 'Latitude' }, type: 'latitude' },
        { name: 'platforms', title: { zh: '站台数', en: 'Platforms' }, type: 'integer' },
      ],
    });
    const table = await file('站台.csv', messyStops());
    const refused = await product.lingnan('collect', table, '--dataset', id, '--json');
    expect(JSON.parse(refused.out)).toMatchObject({ status: 'refused', accepted: 0 });

    const visit = await site().visit(`/console/datasets/${id}/recipe`, steward);
    const { page, faults } = visit;
    await page.getByRole('button', { name: '推荐步骤' }).click();
    await page.getByText(/推荐了 \d+ 步/).waitFor();
    await page.getByText('YAML 文本').click();
    const yaml = page.getByRole('textbox', { name: 'YAML 文本' });
    const suggested = await yaml.inputValue();
    expect(suggested).toContain('half-width');
    expect(suggested).toContain('region-code');
    await yaml.fill(
      `${suggested.trimEnd()}\n  - step: coordinates\n    longitude: lon\n    latitude: lat\n    from: GCJ-02\n  - step: de-duplicate\n    by: [stop]\n`,
    );
    await page.getByRole('button', { name: '对比最近一次采集的文件' }).click();
    await page.getByText('移出 6 行').waitFor();
    const shown = (await page.locator('main').textContent()) ?? '';
    expect(shown).toMatch(/清洗前不合格\s*126/);
    expect(shown).toMatch(/南山区[\s\S]*440305/);
    await inspect(visit, 'recipe');
    await page.getByRole('textbox', { name: '改动说明（可选）' }).fill('站台清洗');
    await page.getByRole('button', { name: '保存', exact: true }).click();
    await page.getByText('已保存为第 1 版', { exact: false }).waitFor();

    const accepted = await product.lingnan('collect', table, '--dataset', id, '--json');
    const run = JSON.parse(accepted.out) as { run: string; accepted: number; quarantined: number };
    expect(run).toMatchObject({ status: 'done', accepted: 120, quarantined: 6 });
    await page.goto(`${product.url}/console/runs/${run.run}`);
    await settle(page);
    const { json } = await product.api(`/api/v1/runs/${run.run}/findings?limit=100`, { token: steward.token });
    const told = (json as { items: { rule: string; row: number | null }[] }).items.filter(({ row }) => row !== null);
    expect(told.map(({ rule }) => rule)).toEqual(Array(6).fill('duplicate'));
    await inspect(visit, 'run-cleaned');
    await page.goto(`${product.url}/datasets/${id}?view=lineage`);
    await page.getByText('清洗规则', { exact: false }).first().waitFor();
    await inspect(visit, 'lineage-recipe');
    const records = await product.api(`/api/v1/datasets/${id}/records?limit=1&sort=stop`, { token: steward.token });
    const [row] = (records.json as { records: Record<string, unknown>[] }).records;
    expect(row).toMatchObject({ platforms: 2, district: '440304' });
    expect(faults).toEqual([]);
    await page.close();
  });
}

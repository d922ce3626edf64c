import { expect, test } from 'vitest';
import { inspect } from '../browser.ts';
import { choose, freshId, type Site } from '../site.ts';

const text = (zh: string, en: string) => ({ zh, en });

/** A dataset from its entry to its withdrawal, what others see of it, and why. */
export function datasetLife(site: () => Site): void {
  test('a dataset is edited, published and retired; its history says who did what', async () => {
    const { product, account, file } = site();
    const steward = account('services');
    const id = freshId('halls');
    await site().makeDataset(steward, {
      id,
      title: text('办事大厅', 'Service halls'),
      key: ['hall'],
      fields: [
        { name: 'hall', title: text('编号', 'Hall'), type: 'string', required: true },
        { name: 'phone', title: text('联系人电话', 'Phone'), type: 'phone', sensitivity: 'personal' },
      ],
    });
    const table = await file('大厅.csv', '编号,联系人电话\nH1,13812345678\nH2,13812345679\n');
    await product.lingnan('collect', table, '--dataset', id, '--json');
    const visit = await site().visit(`/datasets/${id}`, steward);
    const { page, faults } = visit;
    await page.getByRole('button', { name: '修改', exact: true }).click();
    await page.getByLabel('中文说明').fill('全市办事大厅的名录。');
    await choose(page, '开放属性', '无条件开放');
    await page.getByRole('button', { name: '保存' }).click();
    await page.waitForURL(new RegExp(`/datasets/${id}$`));
    expect((await product.api(`/api/v1/datasets/${id}`)).status).toBe(404);
    await page.getByRole('button', { name: '发布' }).click();
    await page.getByRole('dialog').getByRole('button', { name: '发布' }).click();
    await page.getByRole('button', { name: '下架' }).waitFor();
    const seen = await product.api(`/api/v1/datasets/${id}`);
    expect(seen.json).toMatchObject({ status: 'published', description: { zh: '全市办事大厅的名录。' } });
    await page.getByRole('button', { name: '下架' }).click();
    await page.getByRole('dialog').getByRole('button', { name: '下架' }).click();
    await page.getByText('已下架').first().waitFor();
    expect((await product.api(`/api/v1/datasets/${id}`)).status).toBe(404);

    await page.getByRole('tab', { name: '变更记录' }).click();
    const history = page.getByRole('table', { name: '变更记录' });
    await history.getByText('下架数据资源').waitFor();
    const rows = (await history.locator('tbody tr').allTextContents()).join('\n');
    expect(rows).toMatch(/下架数据资源[\s\S]*发布数据资源[\s\S]*修改数据资源[\s\S]*版本 [01][\s\S]*登记数据资源/);
    expect(rows).toContain('不予开放 → 无条件开放');
    expect(rows).toContain('2 行，新增 2，减少 0');
    expect(rows).toContain('按标准 v1 校验');
    expect(rows).not.toMatch(/person_|system:/);
    await inspect(visit, 'dataset-history');
    expect(faults).toEqual([]);
    await page.close();
  });

  test('an officer is told why a field is masked and why nothing can be collected; a citizen why nothing is read', async () => {
    const { account } = site();
    const visit = await site().visit('/datasets/government.businesses?view=columns', account('officer'));
    await visit.page.getByRole('button', { name: '权限说明' }).click();
    const drawer = visit.page.getByRole('dialog');
    await drawer.getByText('工作人员看到的个人信息经过脱敏；敏感个人信息不提供。').first().waitFor();
    const item = async (title: string) => (await drawer.locator('li', { hasText: title }).first().textContent()) ?? '';
    expect(await item('读取数据')).toMatch(
      /^可以读取数据.*数据主管人员可以读取已发布的数据资源，其中的个人信息经过脱敏。/,
    );
    expect(await item('采集数据')).toMatch(/^不可以采集数据/);
    expect(await item('联系电话')).toMatch(/^脱敏.*只显示前 3 位和后 4 位/);
    await inspect(visit, 'why-access', ['zh']);
    await visit.page.close();

    const citizen = await site().visit('/datasets/health.visits?view=preview');
    await citizen.page.getByText('您可以看到目录信息，但不能查看数据内容').waitFor();
    await citizen.page.getByRole('button', { name: '权限说明' }).click();
    const reasons = citizen.page.getByRole('dialog');
    await reasons.getByText('不能读取数据，因此不显示任何字段的内容。').waitFor();
    await reasons.getByText('哪些情形可以').first().click();
    await reasons.getByText('无条件开放且已发布的数据资源，任何人都可以读取。').first().waitFor();
    expect(citizen.faults).toEqual([]);
    await citizen.page.close();
  });

  test('the language chosen stays over a reload, and titles and dates follow it', async () => {
    const { page } = await site().visit('/datasets/transit.stops');
    await page.getByRole('heading', { name: '公共交通站点' }).waitFor();
    await page.getByRole('button', { name: 'English' }).click();
    await page.getByRole('heading', { name: 'Public transport stops' }).waitFor();
    await page.reload();
    await page.getByRole('heading', { name: 'Public transport stops' }).waitFor();
    expect(await page.evaluate(() => document.documentElement.lang)).toBe('en');
    expect(await page.title()).toMatch(/Public transport stops/);
    expect(await page.locator('main').textContent()).not.toMatch(/概况|更新时间/);
    await page.getByRole('button', { name: '中文' }).click();
    await page.getByRole('heading', { name: '公共交通站点' }).waitFor();
    await page.close();
  });
}

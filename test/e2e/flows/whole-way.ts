import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { encodeGb18030 } from '../../../demo/writers/gb18030.ts';
import { inspect, settle } from '../browser.ts';
import { choose, freshId, type Site } from '../site.ts';

/** A department's table in GBK: eighty good rows and four planted errors. */
function messyTable(): Buffer {
  const lines = ['编号,驿站名称,联系电话,所在区,启用日期,月服务人次'];
  for (let row = 1; row <= 84; row += 1) {
    const cells = [
      `YZ${String(row).padStart(4, '0')}`,
      `暖心驿站第${row}站`,
      `1381234${String(1000 + row)}`,
      ['望海区', '榕江区', '凤岭区'][row % 3]!,
      `2026-0${1 + (row % 9)}-${String(1 + (row % 28)).padStart(2, '0')}`,
      String(300 + row * 7),
    ];
    if (row === 21) cells[2] = '12345';
    if (row === 42) cells[4] = '2026-02-30';
    if (row === 63) cells[5] = 'N/A';
    if (row === 84) cells[2] = '暂无';
    lines.push(cells.join(','));
  }
  return encodeGb18030(`${lines.join('\r\n')}\r\n`);
}

async function mend(page: Page, row: number, field: string, value: string) {
  await page.getByRole('button', { name: `修改第 ${row} 行的${field}` }).click();
  const input = page.getByRole('textbox', { name: `修改第 ${row} 行的${field}` });
  await input.fill(value);
  await input.press('Enter');
}

/** The whole way: from a messy file to a citizen's chart. */
export function wholeWay(site: () => Site): void {
  test('the steward drops a GBK file, sees what is wrong, mends it, and publishes; a citizen finds it', async () => {
    const { product, account, file } = site();
    const steward = account('services');
    const dataset = freshId('rest-stops');
    const visit = await site().visit('/console/collect', steward);
    const { page } = visit;
    await page.locator('input[type=file]').setInputFiles(await file('暖心驿站.csv', messyTable()));
    await page.getByText('GB18030', { exact: false }).first().waitFor();
    await page.getByText('暖心驿站第1站').first().waitFor();
    await inspect(visit, 'collect');

    await page.getByText('新建数据资源').click();
    await page.getByRole('textbox', { name: '编号', exact: true }).fill(dataset);
    await page.getByRole('button', { name: '生成建议标准' }).click();
    await page.getByRole('checkbox', { name: '我已核对，采用这份标准' }).check();
    await page.getByRole('button', { name: '开始采集' }).last().click();
    await page.waitForURL(/\/console\/runs\/run_/);
    await page.getByText('已完成', { exact: true }).first().waitFor();
    expect(await page.getByRole('region', { name: '采集批次' }).textContent()).toMatch(/84[\s\S]*80[\s\S]*4/);
    await inspect(visit, 'run');

    await page.getByRole('button', { name: '进入隔离区' }).click();
    await page.getByText('暂无', { exact: true }).waitFor();
    await inspect(visit, 'quarantine');
    await mend(page, 22, '联系电话', '13812341021');
    await mend(page, 43, '启用日期', '2026-02-28');
    await mend(page, 64, '月服务人次', '741');
    await mend(page, 85, '联系电话', '13812341084');
    const first = page.url();
    await page.getByRole('button', { name: '重新提交' }).click();
    await page.waitForURL(
      (address) => /\/console\/runs\/run_[^/]+$/.test(address.pathname) && !first.includes(address.pathname),
    );
    await page.getByText('已完成', { exact: true }).first().waitFor();
    const counted = await product.api(`/api/v1/datasets/${dataset}`, { token: steward.token });
    expect(counted.json).toMatchObject({ rows: 84, version: expect.any(Number), status: 'draft' });

    await page.goto(`${product.url}/console/datasets/${dataset}/edit`);
    await settle(page);
    await page.getByLabel('中文名称').fill('暖心驿站');
    await page.getByLabel('英文名称').fill('Rest stops');
    await choose(page, '开放属性', '无条件开放');
    await page.getByRole('button', { name: '保存' }).click();
    await page.waitForURL(new RegExp(`/datasets/${dataset}$`));
    await page.getByRole('button', { name: '发布' }).click();
    await page.getByRole('dialog').getByRole('button', { name: '发布' }).click();
    await page.getByText('已发布').first().waitFor();
    await page.context().clearCookies();

    await page.goto(product.url);
    await page.getByRole('searchbox').or(page.getByRole('combobox')).first().fill('心驿');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/datasets\?/);
    await page.locator(`main a[href^="/datasets/${dataset}"]`).first().click();
    await page.waitForURL(new RegExp(`/datasets/${dataset}`));
    await page.getByRole('tab', { name: '图表' }).click();
    await page.locator('canvas, svg[role=img], .echarts-for-react, [aria-label*="图"] canvas').first().waitFor();
    await inspect(visit, 'citizen-chart');
    // The phone numbers are personal: a citizen sees none of them.
    const seen = await product.api(`/api/v1/datasets/${dataset}/records?limit=5`);
    expect(JSON.stringify(seen.json)).not.toContain('1381234');
  });
}

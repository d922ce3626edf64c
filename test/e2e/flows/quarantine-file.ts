import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { freshId, type Site } from '../site.ts';

const text = (zh: string) => ({ zh, en: zh });

/** Wrong rows mended together, and in a file that is taken away and sent back. */
export function quarantineFile(site: () => Site): void {
  test('wrong rows are mended in bulk by their finding, the others in a downloaded file, and all come in', async () => {
    const { product, account, file } = site();
    const steward = account('services');
    const id = freshId('lamps');
    await site().makeDataset(steward, {
      id,
      title: { zh: '路灯', en: 'Street lamps' },
      key: ['lamp'],
      fields: [
        { name: 'lamp', title: { zh: '灯号', en: 'Lamp' }, type: 'string', required: true },
        { name: 'state', title: { zh: '状况', en: 'State' }, type: 'string', enum: ['正常', '故障'] },
        { name: 'watts', title: { zh: '功率', en: 'Watts' }, type: 'integer', min: 0 },
      ],
    });
    const lines = ['灯号,状况,功率'];
    for (let row = 1; row <= 40; row += 1)
      lines.push(`L${row},${row % 10 === 0 ? '坏了' : '正常'},${row === 5 || row === 15 ? '很亮' : 60 + row}`);
    const collected = await product.lingnan(
      'collect',
      await file('路灯.csv', lines.join('\n')),
      '--dataset',
      id,
      '--json',
    );
    const { run } = JSON.parse(collected.out) as { run: string };

    const { page, faults } = await site().visit(`/console/runs/${run}/quarantine`, steward);
    await page.getByText('坏了').first().waitFor();
    expect(await page.getByText('坏了').count()).toBe(4);
    await page.getByLabel('按问题筛选').click();
    await page.locator('.ant-select-item-option', { hasText: '状况' }).click();
    await page.waitForURL(/rule=enum/);
    await page.getByRole('button', { name: '批量修改' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox', { name: '统一设为' }).fill('故障');
    await dialog.getByRole('button', { name: '应用' }).click();
    await dialog.waitFor({ state: 'hidden' });
    await page.getByText('已修正').first().waitFor();

    const waiting = page.waitForEvent('download');
    await page.getByRole('link', { name: '下载 CSV' }).click();
    const taken = await (await waiting).path();
    const rows = (await readFile(taken, 'utf8')).replace(/很亮/g, '75');
    expect(rows).toContain('75');
    await page.getByRole('button', { name: '上传修正后的文件' }).click();
    await page
      .getByRole('dialog')
      .locator('input[type=file]')
      .setInputFiles(await file('路灯-修正.csv', rows));
    await page.getByRole('dialog').getByRole('button', { name: '应用' }).click();
    await page
      .getByText(/已修改 \d+ 行/)
      .first()
      .waitFor();
    await page.getByRole('button', { name: '重新提交' }).click();
    await page.waitForURL((address) => /\/runs\/run_\w+$/.test(address.pathname) && !address.pathname.includes(run));
    await page.getByText('已完成', { exact: true }).first().waitFor();

    const found = await product.api(`/api/v1/datasets/${id}/records?limit=100`, { token: steward.token });
    const { records } = found.json as { records: { lamp: string; state: string; watts: number }[] };
    expect(records).toHaveLength(40);
    expect(
      records
        .filter(({ state }) => state === '故障')
        .map(({ lamp }) => lamp)
        .sort(),
    ).toEqual(['L10', 'L20', 'L30', 'L40']);
    expect(records.find(({ lamp }) => lamp === 'L5')).toMatchObject({ watts: 75 });
    const old = await product.api(`/api/v1/runs/${run}`, { token: steward.token });
    expect(old.json).toMatchObject({ open: 0, quarantined: 6 });
    expect(faults).toEqual([]);
    await page.close();
  });

  test('rows that are given up ask for the act to be typed, and leave the quarantine', async () => {
    const { product, account, file } = site();
    const steward = account('services');
    const id = freshId('benches');
    await site().makeDataset(steward, {
      id,
      title: text('长椅'),
      fields: [
        { name: 'bench', title: text('编号'), type: 'string' },
        { name: 'seats', title: text('座位'), type: 'integer' },
      ],
    });
    const content = '编号,座位\nB1,3\nB2,三\nB3,4\n';
    const { out } = await product.lingnan('collect', await file('长椅.csv', content), '--dataset', id, '--json');
    const { run } = JSON.parse(out) as { run: string };
    const { page } = await site().visit(`/console/runs/${run}/quarantine`, steward);
    await page.getByRole('checkbox').last().check();
    await page.getByRole('button', { name: '放弃所选行' }).click();
    const dialog = page.getByRole('dialog');
    const act = dialog.getByRole('button', { name: '放弃所选行' });
    expect(await act.isDisabled()).toBe(true);
    await dialog.getByRole('textbox').fill('放弃 1 行');
    await act.click();
    await page.getByText('已放弃').first().waitFor();
    const after = await product.api(`/api/v1/runs/${run}`, { token: steward.token });
    expect(after.json).toMatchObject({ quarantined: 1, open: 0 });
    await page.close();
  });
}

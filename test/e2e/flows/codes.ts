import { expect, test } from 'vitest';
import { inspect } from '../browser.ts';
import { freshId, type Site } from '../site.ts';

/** Code lists, and where their titles stand instead of codes. */
export function codes(site: () => Site): void {
  test('a code list is made and changed in the console, checks what is collected, and names the bars of a chart', async () => {
    const { product, account, file } = site();
    const steward = account('services');
    const list = freshId('road-classes');
    const id = freshId('roads');
    const visit = await site().visit('/console/code-lists/new', steward);
    const { page } = visit;
    await page.getByLabel('编号').fill(list);
    await page.getByLabel('中文名称').fill('道路等级');
    await page.getByLabel('英文名称').fill('Road classes');
    const lines = page.getByRole('textbox', { name: '代码' });
    await lines.fill('1, 快速路, Expressway\n2, 主干路, Arterial\n2, 支路, Local');
    await page.getByText('第 3 行：代码 2 重复').waitFor();
    const publish = page.getByRole('button', { name: '发布代码表' });
    expect(await publish.isDisabled()).toBe(true);
    await lines.fill('1, 快速路, Expressway\n2, 主干路, Arterial');
    await page.getByRole('cell', { name: 'Arterial' }).waitFor();
    await inspect(visit, 'code-list-edit');
    await publish.click();
    await page.waitForURL(new RegExp(`/console/code-lists/${list}$`));
    await page.getByRole('button', { name: '修改代码表' }).click();
    await lines.press('Control+End');
    await lines.pressSequentially('\n3\t支路\tLocal road');
    await page.getByRole('cell', { name: 'Local road' }).waitFor();
    await publish.click();
    await page.getByText('3 个代码').waitFor();
    await inspect(visit, 'code-list');
    const kept = await product.api(`/api/v1/code-lists/${list}`);
    expect(kept.json).toMatchObject({ codes: [{ code: '1' }, { code: '2' }, { code: '3', title: { zh: '支路' } }] });

    await site().makeDataset(steward, {
      id,
      title: { zh: '道路', en: 'Roads' },
      key: ['road'],
      fields: [
        { name: 'road', title: { zh: '路名', en: 'Road' }, type: 'string', required: true },
        { name: 'class', title: { zh: '等级', en: 'Class' }, type: 'string', codeList: list },
      ],
    });
    const rows = Array.from({ length: 30 }, (_, row) => `第${row}路,${row === 7 ? 9 : 1 + (row % 3)}`);
    const { out } = await product.lingnan(
      'collect',
      await file('道路.csv', `路名,等级\n${rows.join('\n')}\n`),
      '--dataset',
      id,
      '--json',
    );
    expect(JSON.parse(out)).toMatchObject({ accepted: 29, findings: [{ rule: 'code-list', value: '9' }] });
    await page.goto(`${product.url}/datasets/${id}?view=chart&x=class`);
    await page.getByText('表格', { exact: true }).first().click();
    await page.getByRole('cell', { name: '支路' }).waitFor();
    expect(await page.getByRole('table').locator('tbody tr').allTextContents()).toEqual(
      expect.arrayContaining(['快速路10', '支路10', '主干路9']),
    );
    await page.close();
  });
}

import { expect, test } from 'vitest';
import { inspect, settle } from '../browser.ts';
import { freshId, type Site } from '../site.ts';

/** A standard from draft through review to retirement, the datasets under it, and the library. */
export function standardLife(site: () => Site): void {
  test('a draft is reviewed by an officer, sent back with a comment, published; its dataset migrates; it is retired', async () => {
    const { product, account, file } = site();
    const [steward, officer] = [account('services'), account('officer')];
    const id = freshId('benches');
    await site().makeDataset(steward, {
      id,
      title: { zh: '公园座椅', en: 'Park benches' },
      key: ['bench'],
      fields: [
        { name: 'bench', title: { zh: '编号', en: 'Bench' }, type: 'string', required: true },
        { name: 'seats', title: { zh: '座位数', en: 'Seats' }, type: 'integer' },
      ],
    });
    const table = await file('座椅.csv', '编号,座位数\nB1,2\nB2,4\nB3,40\nB4,\n');
    await product.lingnan('collect', table, '--dataset', id, '--json');

    const visit = await site().visit(`/console/standards/${id}/edit`, steward);
    const { page, faults } = visit;
    const yaml = page.getByRole('textbox', { name: 'YAML' });
    await yaml.waitFor();
    await yaml.fill((await yaml.inputValue()).replace('type: integer', 'type: integer, max: 20'));
    await page.getByRole('button', { name: '保存草稿' }).click();
    await page.waitForURL(/\/life/);
    await page.getByRole('button', { name: '提交审核' }).click();
    await page.getByText('审核中').first().waitFor();
    await inspect(visit, 'standard-life-steward');
    // Who wrote it is not asked to judge it.
    expect(await page.getByRole('button', { name: '批准' }).count()).toBe(0);
    await page.close();

    const desk = await site().visit(`/console/standards/${id}/life`, officer);
    await desk.page.getByRole('textbox', { name: '意见内容' }).fill('最多座位数请再核对，长椅可到 30');
    await desk.page.getByRole('button', { name: '发表意见' }).click();
    await desk.page.getByText('长椅可到 30').first().waitFor();
    await desk.page.getByRole('textbox', { name: '说明' }).fill('见意见');
    await desk.page.getByRole('button', { name: '退回', exact: true }).click();
    await desk.page.getByText('已退回').first().waitFor();
    await inspect(desk, 'standard-life-officer');
    await desk.page.close();

    const again = await site().visit(`/console/standards/${id}/life`, steward);
    await again.page.getByRole('link', { name: '修改草稿' }).click();
    const text = again.page.getByRole('textbox', { name: 'YAML' });
    await text.waitFor();
    await text.fill((await text.inputValue()).replace('max: 20', 'max: 30'));
    await again.page.getByRole('button', { name: '保存草稿' }).click();
    await again.page.waitForURL(/\/life/);
    await again.page.getByRole('button', { name: '提交审核' }).click();
    await again.page.getByText('审核中').first().waitFor();
    await again.page.close();

    const approve = await site().visit(`/console/standards/${id}/life`, officer);
    await approve.page.getByRole('button', { name: '批准' }).click();
    await approve.page.getByText('已批准').first().waitFor();
    await approve.page.getByRole('button', { name: '发布', exact: true }).click();
    // A bound that is narrower may break what is there: the id is typed.
    const dialog = approve.page.getByRole('dialog');
    await dialog.getByRole('textbox').fill(id);
    await dialog.getByRole('button', { name: '发布' }).click();
    await approve.page.getByText('v2', { exact: false }).first().waitFor();
    await approve.page.getByText('经审核', { exact: false }).first().waitFor();

    await approve.page.goto(`${product.url}/console/standards/${id}?view=versions&from=1&to=2`);
    await approve.page.getByRole('heading', { name: '并排对照' }).waitFor();
    await settle(approve.page);
    await inspect(approve, 'standard-compare');
    await approve.page.close();

    const move = await site().visit(`/console/standards/${id}?view=followers`, steward);
    await move.page.getByRole('button', { name: '预览迁移' }).click();
    const preview = move.page.getByRole('dialog');
    await preview.getByText('1 行不符合新版本', { exact: false }).waitFor();
    expect(await preview.textContent()).toContain('bench: B3');
    await inspect(move, 'standard-migration', ['zh']);
    await preview.getByRole('button', { name: '迁移到版本 2' }).click();
    await move.page.getByText('已迁移').first().waitFor();
    const moved = await product.api(`/api/v1/datasets/${id}`, { token: steward.token });
    expect(moved.json).toMatchObject({ rows: 4, standard: { id, version: 2 } });
    expect([...faults, ...move.faults]).toEqual([]);
    await move.page.close();

    const retire = await site().visit(`/console/standards/${id}/life`, officer);
    await retire.page.getByRole('textbox', { name: '说明' }).fill('并入城市家具标准');
    await retire.page.getByRole('button', { name: '停用标准' }).click();
    await retire.page.getByText('已停用').first().waitFor();
    const entered = await product.api('/api/v1/datasets', {
      token: steward.token,
      method: 'POST',
      body: { id: freshId('late'), owner: steward.organisation, standard: id },
    });
    expect(entered.json).toMatchObject({ code: 'standards.retired' });
    expect(retire.faults).toEqual([]);
    await retire.page.close();
  });

  test('a ready standard of the library becomes a draft; a code list shows its days and its history', async () => {
    const { product, account, file } = site();
    const visit = await site().visit('/console/standards/library', account('services'));
    const { page, faults } = visit;
    await inspect(visit, 'standard-library');
    await page.getByRole('button', { name: '取用' }).first().click();
    await page.waitForURL(/\/life$/);
    await page.getByText('草稿').first().waitFor();
    await inspect(visit, 'library-draft');

    const list = freshId('kinds');
    const first = await file('类别.csv', 'code,zh,en,from,to\n1,长椅,Bench,,\n2,凉亭,Pavilion,,2025-12-31\n');
    const made = await product.lingnan('codes', 'import', list, first, '--title', '设施类别', '--title-en', 'Kinds');
    expect(made.code, made.error).toBe(0);
    const second = await file(
      '类别2.csv',
      'code,zh,en,from,to\n1,长椅,Bench,,\n2,凉亭,Pavilion,,2026-06-30\n3,棚,Shed,2026-01-01,\n',
    );
    await product.lingnan('codes', 'import', list, second);
    const { out } = await product.lingnan('codes', 'show', list, '--on', '2025-06-01', '--json');
    expect((JSON.parse(out) as { codes: { code: string }[] }).codes.map(({ code }) => code)).toEqual(['1', '2']);
    await page.goto(`${product.url}/console/code-lists/${list}?view=history`);
    await page.getByText('有效期修改').waitFor();
    await page.getByText('首次发布').waitFor();
    await inspect(visit, 'code-list-history');
    await page.getByRole('tab', { name: '代码' }).click();
    const day = page.getByRole('textbox', { name: '指定日期有效的代码' });
    await day.fill('2025-06-01');
    await day.press('Enter');
    await page.getByRole('cell', { name: '棚' }).waitFor({ state: 'detached' });
    expect(await page.getByRole('cell', { name: '凉亭' }).count()).toBe(1);
    expect(faults).toEqual([]);
    await page.close();
  });
}

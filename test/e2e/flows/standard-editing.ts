import { expect, test } from 'vitest';
import { freshId, type Site } from '../site.ts';

/** A standard's next version, with what it breaks. */
export function standardEditing(site: () => Site): void {
  test('an added field is compatible; a removed one is breaking and asks for the id before it is published', async () => {
    const { product, account } = site();
    const steward = account('services');
    const id = freshId('trees');
    await site().makeDataset(steward, {
      id,
      title: { zh: '行道树', en: 'Street trees' },
      fields: [
        { name: 'tree', title: { zh: '树号', en: 'Tree' }, type: 'string', required: true },
        { name: 'height', title: { zh: '树高', en: 'Height' }, type: 'number' },
      ],
    });
    const { page, faults } = await site().visit(`/console/standards/${id}`, steward);
    await page.getByRole('button', { name: '修改标准' }).click();
    const yaml = page.getByRole('textbox', { name: 'YAML' });
    await yaml.waitFor();
    const before = await yaml.inputValue();

    await yaml.fill(`${before.trimEnd()}\n  - { name: kind, title: { zh: 树种, en: Kind }, type: string }\n`);
    await page.getByText('已有数据仍然符合。').waitFor();
    await page.getByRole('textbox', { name: '修订说明' }).fill('增加树种');
    await page.getByRole('button', { name: '发布', exact: true }).click();
    await page.waitForURL(new RegExp(`/console/standards/${id}$`));
    await page.getByRole('heading', { name: '行道树 v2' }).waitFor();

    await page.getByRole('button', { name: '修改标准' }).click();
    await yaml.waitFor();
    await yaml.fill((await yaml.inputValue()).replace(/^.*name: height.*\n/m, ''));
    await page.getByText('已有数据或使用者会受影响', { exact: false }).waitFor();
    await page.getByRole('button', { name: '发布', exact: true }).click();
    const dialog = page.getByRole('dialog');
    expect(await dialog.getByRole('button', { name: '发布' }).isDisabled()).toBe(true);
    await dialog.getByRole('textbox').fill(id);
    await dialog.getByRole('button', { name: '发布' }).click();
    await page.getByRole('heading', { name: '行道树 v3' }).waitFor();
    await page.getByRole('tab', { name: '版本' }).click();
    await page.getByText('增加树种').waitFor();

    const { json } = await product.api(`/api/v1/standards/${id}/versions`);
    expect((json as { items: { verdict: string; note: string }[] }).items).toMatchObject([
      { verdict: 'breaking' },
      { verdict: 'compatible', note: '增加树种' },
      { verdict: 'first' },
    ]);
    expect(faults).toEqual([]);
    await page.close();
  });
}

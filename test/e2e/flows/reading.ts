import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { encodeGb18030 } from '../../../demo/writers/gb18030.ts';
import { zipEntries } from '../../../demo/writers/zip.ts';
import { settle } from '../browser.ts';
import { choose, freshId, type Site } from '../site.ts';

const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const packages = 'http://schemas.openxmlformats.org/package/2006';
const type = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

function sheet(rows: string[][]): string {
  const cell = (text: string) => `<c t="inlineStr"><is><t>${text}</t></is></c>`;
  return `<worksheet xmlns="${main}"><sheetData>${rows
    .map((cells) => `<row>${cells.map(cell).join('')}</row>`)
    .join('')}</sheetData></worksheet>`;
}

/** A workbook whose data stand on the second sheet, after a cover. */
function workbook(): Buffer {
  const parts: Record<string, string> = {
    '[Content_Types].xml': `<Types xmlns="${packages}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${type}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${type}.worksheet+xml"/><Override PartName="/xl/worksheets/sheet2.xml" ContentType="${type}.worksheet+xml"/></Types>`,
    '_rels/.rels': `<Relationships xmlns="${packages}/relationships"><Relationship Id="rId1" Type="${office}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    'xl/workbook.xml': `<workbook xmlns="${main}" xmlns:r="${office}"><sheets><sheet name="说明" sheetId="1" r:id="rId1"/><sheet name="明细" sheetId="2" r:id="rId2"/></sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `<Relationships xmlns="${packages}/relationships"><Relationship Id="rId1" Type="${office}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="${office}/worksheet" Target="worksheets/sheet2.xml"/></Relationships>`,
    'xl/worksheets/sheet1.xml': sheet([
      ['项目', '内容'],
      ['填报单位', '望海区'],
    ]),
    'xl/worksheets/sheet2.xml': sheet([
      ['编号', '名称'],
      ['P1', '东门泵站'],
      ['P2', '西门泵站'],
    ]),
  };
  return zipEntries(Object.entries(parts).map(([name, data]) => ({ name, data: Buffer.from(data) })));
}

const heads = (page: Page) =>
  page
    .getByRole('table', { name: /的前几行$/ })
    .locator('th')
    .allTextContents();

/** How a file is read, corrected by hand. */
export function reading(site: () => Site): void {
  const open = async (
    name: string,
    content: Buffer | string,
    dataset = '',
    then: (page: Page) => Promise<void> = async () => {},
  ) => {
    const { account, file } = site();
    const visit = await site().visit(`/console/collect${dataset && `?dataset=${dataset}`}`, account('services'));
    // A file looked at before is still there after a reload: that is the page's promise.
    const other = visit.page.getByRole('button', { name: '换一个文件' });
    await other.or(visit.page.getByText('把文件拖到这里')).first().waitFor();
    if (await other.isVisible()) await other.click();
    await visit.page.locator('input[type=file]').setInputFiles(await file(name, content));
    await then(visit.page);
    await visit.page.getByRole('table', { name: /的前几行$/ }).waitFor();
    return visit.page;
  };

  test('encoding, delimiter and header row are chosen by hand, and the file is collected as it was corrected', async () => {
    const { product, account } = site();
    const steward = account('services');
    const id = freshId('pumps');
    await site().makeDataset(steward, {
      id,
      title: { zh: '泵站', en: 'Pumps' },
      fields: [
        { name: 'code', title: { zh: '编号', en: 'Code' }, type: 'string' },
        { name: 'name', title: { zh: '名称', en: 'Name' }, type: 'string' },
      ],
    });
    const page = await open('泵站.txt', encodeGb18030('2026年报表\n编号|名称\nP1|东门泵站\nP2|西门泵站\n'), id);
    await choose(page, '编码', 'UTF-8');
    await page.getByText('�').first().waitFor();
    await choose(page, '编码', 'GB18030');
    await page.getByText('东门泵站').first().waitFor();
    await choose(page, '分隔符', '分号');
    await page.getByText('P1|东门泵站').first().waitFor();
    await choose(page, '分隔符', '竖线');
    await page.getByRole('cell', { name: '东门泵站', exact: true }).first().waitFor();
    await page.getByLabel('表头所在行').fill('3');
    await page.getByLabel('表头所在行').press('Enter');
    await page.getByRole('columnheader', { name: '东门泵站' }).first().waitFor();
    await page.getByLabel('表头所在行').fill('2');
    await page.getByLabel('表头所在行').press('Enter');
    await page.getByRole('columnheader', { name: '名称' }).first().waitFor();
    await settle(page);
    await page.getByRole('button', { name: '开始采集' }).click();
    await page.waitForURL(/\/console\/runs\/run_/);
    await page.getByText('已完成', { exact: true }).first().waitFor();
    const { json } = await product.api(`/api/v1/datasets/${id}/records`, { token: steward.token });
    expect((json as { records: object[] }).records).toEqual([
      expect.objectContaining({ code: 'P1', name: '东门泵站' }),
      expect.objectContaining({ code: 'P2', name: '西门泵站' }),
    ]);
    await page.close();
  });

  test('another sheet of a workbook, and another entry of a ZIP, are chosen', async () => {
    const page = await open('泵站.xlsx', workbook());
    const first = await heads(page);
    const other = first.includes('项目') ? '明细' : '说明';
    await choose(page, '工作表', other);
    await page
      .getByText(other === '明细' ? '西门泵站' : '填报单位')
      .first()
      .waitFor();
    expect(await heads(page)).toEqual(other === '明细' ? ['编号', '名称'] : ['项目', '内容']);

    const archive = zipEntries([
      { name: '一月.csv', data: Buffer.from('编号,用水\nW1,10\n') },
      { name: '二月.csv', data: Buffer.from('编号,用电\nE1,20\n') },
    ]);
    await page.close();
    const zip = await open('两月.zip', archive, '', async (page) => {
      await page.getByText('采集哪一个文件？').waitFor();
      await page.getByRole('button', { name: '二月.csv' }).click();
    });
    expect(await heads(zip)).toEqual(['编号', '用电']);
    await choose(zip, '压缩包内文件', '一月.csv');
    await zip.getByRole('columnheader', { name: '用水' }).first().waitFor();
    await zip.close();
  });
}

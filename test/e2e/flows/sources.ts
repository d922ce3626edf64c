import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { inspect, setLanguage, settle, widths } from '../browser.ts';
import { freshId, type Site } from '../site.ts';

/** A file of another department's server, which may also answer rubbish. */
async function openDepartment() {
  let answer = { type: 'text/csv', body: 'stall,name\nA1,东门鱼档\nA2,西门菜档\n' };
  const server = createServer((_request, response) => {
    response.setHeader('content-type', answer.type);
    response.end(answer.body);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    host: `127.0.0.1:${port}`,
    url: `http://127.0.0.1:${port}/stalls.csv`,
    answer(type: string, body: string) {
      answer = { type, body };
    },
    close: () => server.close(),
  };
}

/** Waits for the newest round to come to a state. */
async function newestRound(page: Page, state: string): Promise<void> {
  await page
    .getByRole('table', { name: '采集轮次' })
    .locator('tbody tr')
    .first()
    .getByText(state, { exact: true })
    .waitFor({ timeout: 60_000 });
}

/** A standing collection from its declaration to the calendar. */
export function sources(site: () => Site): void {
  test('a steward declares a source in the browser, tries it, and sees each round to its version or its problem', async () => {
    const { account, product } = site();
    const steward = account('services');
    const id = freshId('stalls');
    const department = await openDepartment();
    await site().makeDataset(steward, {
      id,
      title: { zh: '集市摊位', en: 'Market stalls' },
      key: ['stall'],
      cadence: 'daily',
      fields: [
        { name: 'stall', title: { zh: '摊位', en: 'Stall' }, type: 'string', required: true },
        { name: 'name', title: { zh: '名称', en: 'Name' }, type: 'string' },
      ],
    });
    try {
      const { page, faults } = await site().visit('/console/sources', steward);
      await page.getByRole('button', { name: '新增来源' }).click();
      await page.getByRole('heading', { name: '新增数据来源' }).waitFor();
      expect(await page.locator('.source-kind').count()).toBe(8);
      await inspect({ page, faults }, 'source-kinds');
      await page.locator('.source-kind', { hasText: '网址上的文件' }).click();

      // No secret is asked for where nobody signs in, and no time is told of a dataset that is not chosen.
      await page.getByText('选择数据资源后显示').waitFor();
      expect(await page.locator('[id^="secret."]').count()).toBe(0);

      // What is missing is told at its field.
      await page.getByRole('button', { name: '保存' }).click();
      expect(await page.getByText('请填写。').count()).toBe(4);
      await page.getByLabel('名称（中文）').fill('集市摊位文件');
      await page.getByLabel('名称（英文）').fill('Market stalls file');
      await page.getByRole('combobox', { name: '数据资源' }).fill('集市摊位');
      await page.locator('.ant-select-item-option', { hasText: id }).click();
      expect(await page.locator('#id').inputValue()).toBe(`${id}-feed`);
      await page.locator('[id="connector.url"]').fill(department.url);
      await page.getByRole('list', { name: '接下来五次' }).getByRole('listitem').nth(4).waitFor();

      // A private address is refused until an officer allows it.
      await page.getByRole('button', { name: '试连' }).click();
      await page.getByText('属于本机或内部网络，未经允许不能访问', { exact: false }).waitFor();

      // The same declaration as YAML, and back.
      await page.getByText('YAML', { exact: true }).click();
      const yaml = page.getByRole('textbox', { name: 'YAML' });
      expect(await yaml.inputValue()).toContain(`url: ${department.url}`);
      await yaml.fill((await yaml.inputValue()).replace('集市摊位文件', '集市摊位每日文件'));
      await page.getByText('表单', { exact: true }).click();
      expect(await page.getByLabel('名称（中文）').inputValue()).toBe('集市摊位每日文件');
      await inspect({ page, faults }, 'source-form');
      await page.getByRole('button', { name: '保存' }).click();
      await page.waitForURL(new RegExp(`/console/sources/${id}-feed$`));
      expect(faults).toEqual([]);
      await page.close();

      const officer = await site().visit(`/console/sources/${id}-feed`, account('officer'));
      await officer.page.getByRole('textbox', { name: '主机（可加 :端口）' }).fill(department.host);
      await officer.page.getByRole('textbox', { name: '理由' }).fill('集市办的文件服务');
      await officer.page.getByRole('button', { name: '允许', exact: true }).click();
      await officer.page.getByText(`已允许 ${department.host}。`).waitFor();
      expect(officer.faults).toEqual([]);
      await officer.page.close();

      const visit = await site().visit(`/console/sources/${id}-feed`, steward);
      await visit.page.getByRole('button', { name: '试连' }).click();
      await visit.page.getByText('A1,东门鱼档').waitFor();
      await visit.page.getByRole('button', { name: '立即采集' }).click();
      await newestRound(visit.page, '完成');
      await visit.page.getByRole('link', { name: '入库 2 行，隔离 0 行' }).waitFor();
      await visit.page.getByRole('link', { name: '版本 1' }).waitFor();

      department.answer('text/html', '<!doctype html><title>Sign in</title>');
      await visit.page.getByRole('button', { name: '立即采集' }).click();
      await newestRound(visit.page, '未通过');
      await visit.page.getByRole('alert').getByText('返回的是网页而不是数据文件', { exact: false }).waitFor();
      await settle(visit.page);
      await inspect(visit, 'source');

      await visit.page.getByRole('button', { name: '暂停', exact: true }).click();
      await visit.page.getByText('已暂停，恢复前不再采集。').waitFor();
      await visit.page.getByText('已暂停，恢复前不会采集。').waitFor();
      expect(await visit.page.getByRole('button', { name: '立即采集' }).isDisabled()).toBe(true);
      await visit.page.getByRole('button', { name: '恢复', exact: true }).click();
      await visit.page.getByText('已恢复，按计划继续采集。').waitFor();

      await visit.page.goto(`${product.url}/console/sources?q=${id}&state=refused`);
      await visit.page.getByRole('link', { name: '集市摊位每日文件' }).waitFor();
      await visit.page.getByText(/^未通过（[1-9]\d*）$/).waitFor();
      await visit.page.goto(`${product.url}/console/calendar`);
      await visit.page
        .getByRole('rowheader', { name: /集市摊位每日文件/ })
        .first()
        .waitFor();
      await inspect(visit, 'calendar');

      await visit.page.goto(`${product.url}/console/sources/${id}-feed`);
      await setLanguage(visit.page, 'en');
      await visit.page.setViewportSize(widths.narrow);
      await visit.page.getByRole('heading', { name: 'Market stalls file' }).waitFor();
      await visit.page.getByText('a web page came instead of a file', { exact: false }).first().waitFor();
      await visit.page.setViewportSize(widths.wide);
      await setLanguage(visit.page, 'zh');
      expect(visit.faults).toEqual([]);
      await visit.page.close();
    } finally {
      department.close();
    }
  });
}

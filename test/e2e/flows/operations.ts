import { expect, test } from 'vitest';
import { choose, type Site } from '../site.ts';

/** Alerts and tasks: the command desk. */
export function operations(site: () => Site): void {
  test('the first page leads who may see sources to what was late or missed', async () => {
    const { account } = site();
    const { page, faults } = await site().visit('/console', account('water'));
    const card = page.locator('section', { has: page.getByRole('heading', { name: '迟到与漏采' }) });
    await card.getByRole('link', { name: '全部' }).click();
    await page.getByRole('heading', { name: '采集日历' }).waitFor();
    await page.locator('.ant-select').getByText('迟到与漏采').waitFor();
    expect(faults).toEqual([]);
    await page.close();

    const other = await site().visit('/console', account('analyst'));
    await other.page.getByRole('heading', { name: '预警' }).waitFor();
    expect(await other.page.getByText('迟到与漏采').count()).toBe(0);
    await other.page.close();
  });

  test('a task is given by an officer, taken on and finished by the department, and its log says so', async () => {
    const { product, account } = site();
    const title = `核查水表台账 ${Date.now().toString(36)}`;
    const given = await site().visit('/console/tasks', account('officer'));
    await given.page.getByRole('button', { name: '派发任务' }).click();
    const form = given.page.getByRole('dialog');
    await form.getByLabel('中文事项').fill(title);
    await form.getByLabel('英文事项').fill('Check the meter register');
    await choose(given.page, '承办组织', '鹏城市水务局');
    await form.getByRole('button', { name: '派发任务' }).click();
    await given.page.getByRole('link', { name: title }).or(given.page.getByText(title)).first().waitFor();
    await given.page.close();

    const { page, faults } = await site().visit('/console/tasks', account('water'));
    await page.getByText(title).first().click();
    const drawer = page.getByRole('dialog');
    await drawer.getByRole('button', { name: '受理' }).click();
    await drawer.getByText('办理中').first().waitFor();
    await drawer.getByRole('textbox', { name: '办理说明' }).fill('已核对 3 行并更正。');
    await drawer.getByRole('button', { name: '办结' }).click();
    await drawer.getByText('已核对 3 行并更正。').waitFor();
    await page.keyboard.press('Escape');
    await page.getByText('已办', { exact: true }).click();
    await page.getByText(title).first().waitFor();
    const { json } = await product.api('/api/v1/tasks?status=done', { token: account('water').token });
    const task = (json as { items: { title: { zh: string }; log: { status: string; note: string }[] }[] }).items.find(
      (entry) => entry.title.zh === title,
    );
    expect(task?.log.map(({ status }) => status)).toEqual(['open', 'in-hand', 'done']);
    expect(faults).toEqual([]);
    await page.close();
  });

  test('an alert is acknowledged, closed, and then stands among the closed ones', async () => {
    const { product, account } = site();
    const officer = account('officer');
    const { page, faults } = await site().visit('/console/alerts', officer);
    const card = page.locator('article').first();
    const title = (await card.locator('h3').textContent())!;
    await card.getByRole('button', { name: '确认' }).click();
    await card.getByText('已确认').waitFor();
    await card.getByRole('button', { name: '关闭' }).click();
    await page.waitForFunction(
      (gone) => ![...document.querySelectorAll('article h3')].some((head) => head.textContent === gone),
      title,
    );
    await page.getByText('已关闭', { exact: true }).first().click();
    await page.locator('article', { hasText: title }).waitFor();
    const { json } = await product.api('/api/v1/alerts?status=closed', { token: officer.token });
    expect((json as { items: { title: { zh: string } }[] }).items.map((alert) => alert.title.zh)).toContain(title);
    expect(faults).toEqual([]);
    await page.close();
  });
}

import { expect, test } from 'vitest';
import { inspect, settle } from '../browser.ts';
import type { Site } from '../site.ts';

/** Statutory periods: anyone counts a date, an officer revises a rule. */
export function law(site: () => Site): void {
  test('a citizen counts a statutory period day by day; an officer revises a rule, and cases begun before keep theirs', async () => {
    const { product, account } = site();
    const reader = await site().visit('/law?rule=cn.sharing.conditional-reply&from=2026-09-28');
    await reader.page.getByText('2026-10-16 周五').first().waitFor();
    expect(await reader.page.locator('.law-day.counted, .law-day.due').count()).toBe(10);
    await reader.page.getByLabel('停止计算：自').fill('2026-10-09');
    await reader.page.getByText('停止计算中，恢复后还剩 7 天').waitFor();
    await reader.page.getByLabel('至（未恢复的不填）').fill('2026-10-12');
    await reader.page.getByText('2026-10-21 周三').first().waitFor();
    expect(new URL(reader.page.url()).searchParams.get('pauseTo')).toBe('2026-10-12');
    await inspect(reader, 'law');
    await reader.page.getByLabel('规则', { exact: true }).fill('续展');
    await reader.page.locator('.ant-select-item-option', { hasText: '登记续展的申请' }).click();
    await reader.page.getByLabel('届满日').fill('2026-11-30');
    await reader.page.getByText('2026-09-30 周三').first().waitFor();
    await reader.page.close();

    const visit = await site().visit('/console/law/cn.catalogue.review', account('officer'));
    const { page } = visit;
    await page.getByLabel('期限 · 数量').fill('1');
    await page.getByLabel('适用于起算日自').fill('2026-11-02');
    await page.getByLabel('修订理由').fill('本市承诺当日审核');
    await inspect(visit, 'law-rule');
    await page.getByRole('button', { name: '保存修订' }).click();
    await page.getByRole('cell', { name: '本市承诺当日审核' }).waitFor();
    await settle(page);
    const due = async (from: string) => (await product.api(`/api/v1/law/due?rule=catalogue.review&from=${from}`)).json;
    expect(await due('2026-10-30')).toMatchObject({ due: '2026-11-03', days: 2, revision: null });
    expect(await due('2026-11-02')).toMatchObject({ due: '2026-11-03', days: 1, revision: 1 });
    await page.close();
  });
}

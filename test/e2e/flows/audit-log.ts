import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { inspect, settle } from '../browser.ts';
import { choose, type Site } from '../site.ts';

/** The audit trail: read, narrowed, opened, taken away and verified. */
export function auditLog(site: () => Site): void {
  test('an auditor narrows the trail, opens an event, and takes away an export that verifies offline', async () => {
    const { product, account, file } = site();
    const visit = await site().visit('/console/audit', account('auditor'));
    const { page, faults } = visit;
    await page.getByRole('table', { name: '审计记录' }).waitFor();
    await inspect(visit, 'audit');
    const cells = page.getByRole('table', { name: '审计记录' }).locator('tbody td:nth-child(3), tbody td:nth-child(4)');
    expect((await cells.allTextContents()).filter((cell) => /person_|^[a-z]+\.[a-z-]+$/.test(cell))).toEqual([]);
    await choose(page, '操作', '发布数据资源');
    await page.waitForURL(/action=catalogue\.publish/);
    await settle(page);
    const rows = page.getByRole('table', { name: '审计记录' }).locator('tbody tr');
    expect(new Set(await rows.locator('td:nth-child(4)').allTextContents())).toEqual(new Set(['发布数据资源']));
    await rows.first().getByRole('button').click();
    const drawer = page.getByRole('dialog');
    await drawer.getByText('catalogue.publish').waitFor();
    await drawer.getByText('上一条散列').waitFor();
    await page.keyboard.press('Escape');

    const waiting = page.waitForEvent('download');
    await page.getByRole('link', { name: '导出全部记录' }).click();
    const exported = await readFile(await (await waiting).path(), 'utf8');
    const sound = await product.lingnan('audit', 'verify', await file('audit.ndjson', exported), '--json');
    expect(JSON.parse(sound.out)).toMatchObject({ ok: true, firstBad: null });
    const altered = exported.replace('catalogue.publish', 'catalogue.puBlish');
    expect(altered).not.toBe(exported);
    const bad = await product.lingnan('audit', 'verify', await file('altered.ndjson', altered), '--json');
    expect(JSON.parse(bad.out)).toMatchObject({ ok: false });
    expect(faults).toEqual([]);
    await page.close();
  });

  test('whoever is no auditor is told so and shown nothing', async () => {
    const { account } = site();
    const { page } = await site().visit('/console/audit', account('water'));
    await page.getByText('您的账号没有这项权限').waitFor();
    expect(await page.getByRole('table').count()).toBe(0);
    await page.close();
  });
}

import { expect, test } from 'vitest';
import { choose, type Site, signIn } from '../site.ts';

/** People, their passwords and their tokens. */
export function accounts(site: () => Site): void {
  test('a person is added, must change the first password, works, and is kept out once disabled', async () => {
    const { product, account } = site();
    const email = `new-${Date.now().toString(36)}@pengcheng.example`;
    const { page, faults } = await site().visit('/console/people', account('admin'));
    await page.getByRole('button', { name: '新增人员' }).click();
    const form = page.getByRole('dialog');
    await form.getByLabel('姓名').fill('陈新');
    await form.getByLabel('电子邮箱').fill(email);
    await choose(page, '组织', '鹏城市水务局');
    await form.getByRole('button', { name: '新增人员' }).click();
    await page.getByText('请当面或以其他可靠方式交给陈新', { exact: false }).waitFor();
    const first = (await page.getByRole('dialog').locator('code').textContent())!.trim();
    await page.close();

    const own = await site().visit('/sign-in');
    await signIn(own.page, email, first);
    await own.page.goto(`${product.url}/console/password`);
    await own.page.getByText('密码由管理员设置，修改后才能继续工作。').waitFor();
    const second = `${first}-Hh7`;
    await own.page.getByLabel('现密码').fill(first);
    await own.page.getByLabel('新密码', { exact: true }).fill(second);
    await own.page.getByLabel('再次输入新密码').fill(`${second}x`);
    await own.page.getByRole('button', { name: '修改密码' }).last().click();
    await own.page.getByText('两次输入不一致').waitFor();
    await own.page.getByLabel('再次输入新密码').fill(second);
    await own.page.getByRole('button', { name: '修改密码' }).last().click();
    await own.page.waitForURL(/\/console$/);
    await own.page.getByText('陈新', { exact: false }).first().waitFor();
    await own.page.close();

    const admin = await site().visit('/console/people', account('admin'));
    const row = admin.page.getByRole('row', { name: new RegExp(email) });
    await row.getByRole('button', { name: '停用' }).click();
    await row.getByText('已停用').waitFor();
    await admin.page.close();
    const refused = await site().visit('/sign-in');
    await refused.page.getByLabel('邮箱').fill(email);
    await refused.page.getByLabel('密码', { exact: true }).fill(second);
    await refused.page.getByRole('button', { name: '登录' }).last().click();
    await refused.page.getByRole('alert').first().waitFor();
    expect(new URL(refused.page.url()).pathname).toBe('/sign-in');
    expect(faults).toEqual([]);
    await refused.page.close();
  });

  test('a token is made for one scope and a week, works within it, and is dead once revoked', async () => {
    const { product, account } = site();
    const name = `报表 ${Date.now().toString(36)}`;
    const { page, faults } = await site().visit('/console/tokens', account('ecology'));
    await page.getByRole('button', { name: '创建令牌' }).click();
    const form = page.getByRole('dialog');
    await form.getByLabel('用途').fill(name);
    await choose(page, '有效期', '7 天');
    await form.getByRole('button', { name: '创建令牌' }).click();
    await page.getByText('请现在复制。关闭后不会再次显示。').waitFor();
    const token = (await page.getByRole('dialog').locator('code').textContent())!.trim();
    await page.getByRole('button', { name: '关闭' }).last().click();
    const row = page.getByRole('row', { name: new RegExp(name) });
    await row.waitFor();
    const until = new Date(Date.now() + 7 * 86_400_000 + 8 * 3_600_000).toISOString().slice(0, 10);
    expect(await row.textContent()).toContain(until);

    expect((await product.api('/api/v1/datasets?limit=1', { token })).status).toBe(200);
    expect((await product.api('/api/v1/tasks', { token })).status).toBe(403);
    await row.getByRole('button', { name: '吊销' }).click();
    await page.getByRole('dialog').getByRole('button', { name: '吊销' }).click();
    await row.waitFor({ state: 'hidden' });
    expect((await product.api('/api/v1/datasets?limit=1', { token })).status).toBe(401);
    expect(faults).toEqual([]);
    await page.close();
  });
}

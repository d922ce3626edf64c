import { expect, test } from 'vitest';
import { inspect, settle } from '../browser.ts';
import { choose, freshId, type Site } from '../site.ts';

const rows = (count: number) =>
  `id,bikes\n${Array.from({ length: count }, (_, row) => `${row + 1},${row % 30}`).join('\n')}\n`;

/** From a company's form to a dataset on the portal that credits it. */
export function contribution(site: () => Site): void {
  test('a company offers data with a sample; an officer asks for a change, then accepts; the portal credits the company', async () => {
    const { product, account, file } = site();
    const dataset = freshId('bike-racks');
    const visit = await site().visit('/contribute');
    const { page, faults } = visit;
    // What looks like markup is shown as the text it is.
    const title = `<b>单车</b>停放点 ${dataset.slice(-4)}`;
    const fill = async (label: string, value: string) => page.getByLabel(label, { exact: true }).fill(value);
    await fill('名称', '鹏城共享单车有限公司');
    await fill('统一社会信用代码', '91350211M000100Y44');
    await fill('联系人', '王敏');
    await fill('联系电话', '13800138000');
    await fill('数据名称', title);
    await fill('内容说明', '停放点与车辆数');
    await fill('权利说明', '本公司自有数据，不含个人信息');
    await page.locator('input[type=file]').setInputFiles(await file('停放点.csv', rows(40)));
    await inspect(visit, 'contribute');
    const send = page.getByRole('button', { name: '提交申报' });
    await send.click();
    await page.getByText('处问题', { exact: false }).first().waitFor();
    await fill('统一社会信用代码', '91350211M000100Y46');
    await send.click();
    await page.getByText('您的专属链接').waitFor();
    const follow = page.getByRole('link', { name: '查看申报' });
    const link = (await follow.getAttribute('href'))!;
    expect(link).toMatch(/\/contribute\/offer_[a-z0-9]+#[\w-]{43}$/);
    await follow.waitFor();
    await inspect(visit, 'contribute-sent');
    await page.goto(link);
    await page.getByText('检查了 40 行，0 行不合格').waitFor();
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toContain(title);
    await inspect(visit, 'offer-contributor');

    const desk = await site().visit('/console/offers', account('officer'));
    await desk.page.getByRole('link', { name: title }).first().click();
    await desk.page.getByText('未登录申报，请核实身份').waitFor();
    await inspect(desk, 'offer-officer');
    await desk.page.getByRole('textbox', { name: '说明或理由' }).fill('请写明数据每天何时更新');
    await desk.page.getByRole('button', { name: '退回', exact: true }).click();
    await desk.page.getByText('已退回').first().waitFor();

    await page.reload();
    await page.getByText('请写明数据每天何时更新').first().waitFor();
    await page.getByRole('button', { name: '修改申报' }).click();
    await fill('内容说明', '停放点与车辆数，每日 6 时更新');
    await page.getByRole('button', { name: '重新提交' }).click();
    await page.getByText('待受理').first().waitFor();

    await desk.page.reload();
    await desk.page.getByText('每日 6 时更新').first().waitFor();
    await desk.page.getByLabel('数据资源编号').fill(dataset);
    await choose(desk.page, '负责组织', '政务');
    await desk.page.getByRole('button', { name: '受理并建立数据资源' }).click();
    await desk.page.getByText('由贡献者报送文件', { exact: false }).waitFor();
    await inspect(desk, 'offer-accepted');
    await desk.page.goto(`${product.url}/console/offers`);
    await settle(desk.page);
    await inspect(desk, 'offers');
    expect(desk.faults).toEqual([]);

    await page.reload();
    await page.locator('input[type=file]').setInputFiles(await file('停放点-全量.csv', rows(120)));
    await page.getByRole('button', { name: '上传' }).click();
    await page.getByText('已报送数据').first().waitFor();
    const steward = account('services');
    await expect
      .poll(async () => (await product.api(`/api/v1/datasets/${dataset}`, { token: steward.token })).json, {
        timeout: 60_000,
      })
      .toMatchObject({ rows: 120, owner: { id: steward.organisation } });
    const { revision } = (await product.api(`/api/v1/datasets/${dataset}`, { token: steward.token })).json as {
      revision: number;
    };
    for (const [method, address, body] of [
      ['PATCH', `/api/v1/datasets/${dataset}`, { revision, openness: 'unconditional' }],
      ['POST', `/api/v1/datasets/${dataset}/publication`, {}],
    ] as const) {
      const answer = await product.api(address, { token: steward.token, method, body });
      expect(answer.status, JSON.stringify(answer.json)).toBeLessThan(300);
    }
    const citizen = await site().visit(`/datasets/${dataset}`);
    await citizen.page.getByText('由 鹏城共享单车有限公司 贡献', { exact: false }).waitFor();
    expect(await citizen.page.locator('h1 b').count()).toBe(0);
    await inspect(citizen, 'contributed-dataset');
    expect([...faults, ...citizen.faults]).toEqual([]);
    for (const each of [visit, desk, citizen]) await each.page.close();
  });
}

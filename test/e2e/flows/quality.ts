import { expect, test } from 'vitest';
import { inspect, settle } from '../browser.ts';
import { choose, freshId, type Site } from '../site.ts';

const text = (zh: string, en: string) => ({ zh, en });

/** Quality that gets mended: from a rule that an officer fills in to the version that closes its task. */
export function quality(site: () => Site): void {
  test('an officer makes a rule by the form; the department sees the task and the rows, sends a mended file, and it is closed', async () => {
    const { product, account, file } = site();
    const steward = account('services');
    const [halls, counters] = [freshId('service-halls'), freshId('service-counters')];
    const stamp = halls.split('-').at(-1)!;
    const names = { halls: `便民大厅${stamp}`, counters: `办事窗口${stamp}` };
    await site().makeDataset(steward, {
      id: halls,
      title: text(names.halls, `Halls ${stamp}`),
      key: ['hall'],
      fields: [{ name: 'hall', title: text('大厅编号', 'Hall'), type: 'string', required: true }],
    });
    await site().makeDataset(steward, {
      id: counters,
      title: text(names.counters, `Counters ${stamp}`),
      key: ['counter'],
      fields: [
        { name: 'counter', title: text('窗口编号', 'Counter'), type: 'integer', required: true },
        { name: 'hall', title: text('所在大厅', 'In hall'), type: 'string' },
      ],
    });
    const table = (last: string) => `窗口编号,所在大厅\n1,H1\n2,H1\n3,H2\n4,${last}\n`;
    for (const [id, name, content] of [
      [halls, `大厅${stamp}.csv`, '大厅编号\nH1\nH2\n'],
      [counters, `窗口${stamp}.csv`, table('H9')],
    ] as const) {
      const { code, error } = await product.lingnan('collect', await file(name, content), '--dataset', id, '--json');
      expect(code, error).toBe(0);
      const published = await product.api(`/api/v1/datasets/${id}/publication`, {
        token: steward.token,
        method: 'POST',
      });
      expect(published.status).toBeLessThan(300);
    }

    const title = `窗口须在已登记的大厅 ${stamp}`;
    const made = await site().visit('/console/quality', account('officer'));
    const { page } = made;
    await page.getByRole('button', { name: '新建规则' }).click();
    await page.getByRole('button', { name: '保存并检查' }).click();
    await page.getByText('请填写：中文名称、英文名称、数据资源、对照的数据资源、对应字段').waitFor();
    await page.getByLabel('中文名称').fill(title);
    await page.getByLabel('英文名称').fill(`Every counter is in a hall ${stamp}`);
    const dataset = async (label: string, name: string) => {
      const select = page.getByLabel(label, { exact: true });
      await select.click();
      await select.fill(name);
      await page.locator('.ant-select-dropdown:visible .ant-select-item-option', { hasText: name }).first().click();
      await settle(page);
    };
    await dataset('数据资源', names.counters);
    await dataset('对照的数据资源', names.halls);
    await choose(page, '字段 1', '所在大厅');
    await choose(page, '对照字段 1', '大厅编号');
    await inspect(made, 'quality-rule-form');
    // The same rule as text, and back.
    await page.getByText('YAML 文本').click();
    expect(await page.getByRole('textbox', { name: '规则内容（YAML）' }).inputValue()).toContain(
      `dataset: ${counters}`,
    );
    await page.getByText('按表填写').click();
    await page.getByRole('button', { name: '保存并检查' }).click();
    await page.waitForURL(/\/console\/quality\/rules\/government\.referential-/);
    const address = new URL(page.url()).pathname;
    await page
      .getByText(`“${names.counters}”的 4 行中有 1 行（25%）的所在大厅在“${names.halls}”中找不到`)
      .first()
      .waitFor();
    await inspect(made, 'quality-rule-fails');
    expect(made.faults).toEqual([]);
    await page.close();

    const theirs = await site().visit('/console/tasks', steward);
    await theirs.page.getByText(`数据质量：${title}`).first().click();
    const drawer = theirs.page.getByRole('dialog');
    await drawer.getByText('25%', { exact: false }).first().waitFor();
    await drawer.getByRole('link', { name: title }).click();
    await theirs.page.waitForURL((at) => at.pathname === address);
    const rows = theirs.page.getByRole('table', { name: '不符合的记录（至多 20 行）' });
    await rows.getByText('H9').waitFor();
    expect(await rows.locator('tbody tr').count()).toBe(1);
    await theirs.page.getByRole('button', { name: '提交改正后的数据' }).click();
    await theirs.page.waitForURL(/\/console\/collect\?dataset=/);
    await theirs.page.locator('input[type=file]').setInputFiles(await file(`窗口改正${stamp}.csv`, table('H2')));
    await theirs.page.getByRole('button', { name: '开始采集' }).last().click();
    await theirs.page.waitForURL(/\/console\/runs\/run_/);
    await theirs.page.getByText('已完成', { exact: true }).first().waitFor();
    await theirs.page.goto(`${product.url}${address}`);
    await theirs.page.getByRole('button', { name: '立即检查' }).click();
    await theirs.page.getByText(`“${names.counters}”的 4 行所在大厅都能在“${names.halls}”中找到`).first().waitFor();
    await inspect(theirs, 'quality-rule-passes');

    await theirs.page.goto(`${product.url}/console/tasks`);
    await theirs.page.getByText('已办', { exact: true }).click();
    await theirs.page.getByText(`数据质量：${title}`).first().click();
    await theirs.page
      .getByRole('dialog')
      .getByText(new RegExp(`“${names.counters}” v2.*已符合规则，自动办结`))
      .waitFor();
    await theirs.page.goto(`${product.url}/console/scoreboard?days=7`);
    const own = theirs.page.getByRole('table', { name: '部门采集质量榜' }).locator('tbody tr', { hasText: '政务服务' });
    expect(await own.textContent()).toMatch(/(分钟|小时).*件/);
    expect(theirs.faults).toEqual([]);
    await theirs.page.close();
  });

  test('the steward sees what drifted, sets a threshold of one field and switches another off with a reason', async () => {
    const { product, account } = site();
    const steward = account('emergency');
    const settings = '/api/v1/quality/datasets/safety.hydrants/drift-settings';
    const cleared = await product.api(settings, { token: steward.token, method: 'PUT', body: {} });
    expect(cleared.json).toMatchObject({ settings: {} });
    const shown = await site().visit('/datasets/safety.hydrants?view=quality', steward);
    await shown.page.getByText('水压的分布变了', { exact: false }).first().waitFor();
    await inspect(shown, 'dataset-drift');
    await shown.page.getByRole('link', { name: '变化判定阈值' }).click();
    await shown.page.waitForURL(/\/console\/quality\/drift\/safety\.hydrants$/);
    const { page } = shown;
    await page.getByRole('switch', { name: '检查状态的变化' }).click();
    await page.getByText('请写明不检查的原因', { exact: false }).waitFor();
    expect(await page.getByRole('button', { name: '保存阈值' }).isDisabled()).toBe(true);
    await page.getByPlaceholder('不检查的原因').fill('汛前集中检修');
    await page.getByRole('spinbutton', { name: '整个数据资源的行数变化阈值' }).fill('12.5');
    await page.getByRole('button', { name: '保存阈值' }).click();
    await page.getByText('已保存，自下一版本起生效。').waitFor();
    await inspect(shown, 'drift-settings');
    const { json } = await product.api(settings, { token: steward.token });
    expect(json).toMatchObject({ settings: { rows: 0.125 }, rows: { threshold: 0.125, basis: 'declared' } });
    const { fields } = (json as { settings: { fields: Record<string, object> } }).settings;
    expect(Object.values(fields)).toEqual([{ off: '汛前集中检修' }]);
    const events = await product.api('/api/v1/audit/events?action=quality.drift-set', {
      token: account('auditor').token,
    });
    expect(JSON.stringify(events.json)).toContain('汛前集中检修');
    expect(shown.faults).toEqual([]);
    await page.close();
  });

  test('rules, the scoreboard and one of its figures read well in both languages and widths', async () => {
    const { account } = site();
    const visit = await site().visit('/console/quality', account('officer'));
    await visit.page.getByText('就诊机构须在医疗机构名录中').first().waitFor();
    await inspect(visit, 'quality-rules');
    await visit.page.goto(`${site().product.url}/console/quality/rules/health.visit-clinic-known`);
    await visit.page.getByText('C034').first().waitFor();
    await inspect(visit, 'quality-rule');
    await visit.page.goto(`${site().product.url}/console/scoreboard?days=365`);
    await visit.page.getByRole('table', { name: '部门采集质量榜' }).waitFor();
    await inspect(visit, 'scoreboard');
    await visit.page.goto(
      `${site().product.url}/console/scoreboard?days=365&department=pengcheng-water&measure=correction`,
    );
    await visit.page.getByRole('dialog').getByText('隔离区中已处理的行').first().waitFor();
    await inspect(visit, 'scoreboard-department', ['zh']);
    expect(visit.faults).toEqual([]);
    await visit.page.close();
  });
}

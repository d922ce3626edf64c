import { connectAsync } from 'mqtt';
import { expect, test } from 'vitest';
import { inspect, settle } from '../browser.ts';
import { freshId, type Site } from '../site.ts';

/** Streams: declared on a form, fed by MQTT, seen as they run, removed. */
export function streams(site: () => Site): void {
  test('a steward declares a stream, devices send to it, and what they send is seen, good and bad', async () => {
    const { product, account } = site();
    const steward = account('water');
    const dataset = freshId('levels');
    const id = `water.levels-${Date.now().toString(36)}`;
    await site().makeDataset(steward, {
      id: dataset,
      title: { zh: '水位读数', en: 'Water levels' },
      key: ['station', 'at'],
      fields: [
        { name: 'station', title: { zh: '测站', en: 'Station' }, type: 'string', required: true },
        { name: 'at', title: { zh: '时间', en: 'Time' }, type: 'datetime', required: true },
        { name: 'level', title: { zh: '水位', en: 'Level' }, type: 'decimal', unit: 'm', min: 0 },
      ],
    });

    const visit = await site().visit('/console/streams', steward);
    const { page } = visit;
    await page.getByRole('button', { name: '新建数据流' }).click();
    await page.getByLabel('中文名称').fill('水位监测');
    await page.getByLabel('英文名称').fill('Water level stations');
    await page.getByLabel('编号').fill(id);
    await page.getByLabel('数据资源', { exact: true }).fill('水位读数');
    await page.locator('.ant-select-dropdown:visible .ant-select-item-option', { hasText: dataset }).click();
    await page.getByLabel('主题', { exact: true }).fill(`${id}/+/level`);
    await page.getByLabel('“测站”取自').click();
    await page.locator('.ant-select-dropdown:visible').getByText('主题第 2 级').click();
    await page.getByLabel('每隔多少秒入库').fill('1');
    await page.getByLabel('最长静默（分钟）').fill('30');
    await settle(page);
    await inspect(visit, 'stream-new');
    await page.getByText('YAML', { exact: true }).click();
    expect(await page.getByLabel('声明（YAML）').inputValue()).toContain('station: topic.2');
    await page.getByText('填表', { exact: true }).click();
    await page.getByRole('button', { name: '保存' }).click();
    const told = page.getByRole('dialog');
    const password = (await told.locator('.code-box code').textContent())!;
    await told.getByRole('button', { name: '我已保存' }).click();
    await page.getByRole('heading', { name: '水位监测' }).waitFor();
    await page.getByText('接收中', { exact: true }).waitFor();

    const device = await connectAsync(`mqtt://127.0.0.1:${product.mqttPort}`, {
      username: id,
      password,
      clientId: 'gateway-7',
      protocolVersion: 4,
      reconnectPeriod: 0,
    });
    const send = (station: string, payload: string) =>
      device.publishAsync(`${id}/${station}/level`, payload, { qos: 1 });
    for (let hour = 1; hour <= 3; hour++) await send('s1', `{"at":"2026-11-20 0${hour}:00:00","level":${hour}.5}`);
    await send('s2', '{"at":"2026-11-20 01:00:00","level":');
    await send('s3', '{"at":"2026-11-20 01:00:00","level":-4}');
    await page.getByText('JSON 在第 37 个字符处中断，缺少值').first().waitFor();
    await page
      .locator('.figure', { hasText: '入库' })
      .filter({ hasText: /入库\s*3/ })
      .waitFor();
    await page.locator('.figure', { hasText: '隔离' }).filter({ hasText: '2' }).waitFor();
    await page.getByText('gateway-7').first().waitFor();
    await settle(page);
    await inspect(visit, 'stream');
    await page.goto(`${product.url}/console/streams`);
    await settle(page);
    await inspect(visit, 'streams');

    const found = await product.api(`/api/v1/datasets/${dataset}`, { token: steward.token });
    expect((found.json as { version: number | null }).version).toBeGreaterThan(0);
    await page.goto(`${product.url}/datasets/${dataset}?view=preview`);
    await page.getByText('s1').first().waitFor();
    const runs = await product.api(`/api/v1/runs?dataset=${dataset}`, { token: steward.token });
    const bad = (runs.json as { items: { id: string; quarantined: number }[] }).items.filter(
      (run) => run.quarantined > 0,
    );
    expect(bad.reduce((sum, run) => sum + run.quarantined, 0)).toBe(2);
    await page.goto(`${product.url}/console/runs/${bad[0]!.id}`);
    await page.getByRole('button', { name: '进入隔离区' }).click();
    await page
      .getByText(/s2\/level/)
      .or(page.getByText('-4', { exact: true }))
      .first()
      .waitFor();

    await page.goto(`${product.url}/console/streams/${id}`);
    const row = page.getByRole('row', { name: /default/ });
    await row.getByRole('button', { name: '撤销' }).click();
    await page.locator('.ant-popover:visible').getByRole('button', { name: '撤销' }).click();
    await page.getByText('没有有效的凭据').waitFor();
    await device.endAsync(true);
    await page.getByRole('button', { name: '移除数据流' }).click();
    const asked = page.getByRole('dialog');
    await asked.getByRole('textbox').fill(id);
    await asked.getByRole('button', { name: '移除数据流' }).click();
    await page.waitForURL(/\/console\/streams$/);
    await expect
      .poll(async () => (await product.api(`/api/v1/streams/${id}`, { token: steward.token })).status, {
        timeout: 20_000,
      })
      .toBe(404);
    expect(visit.faults).toEqual([]);
    await page.close();
  });

  test('a steward gives the password for another broker once; it is sealed, and gone with the address', async () => {
    const { product, account } = site();
    const steward = account('water');
    const dataset = freshId('levels');
    const id = `water.other-${Date.now().toString(36)}`;
    const password = 'given-once-and-never-shown';
    await site().makeDataset(steward, {
      id: dataset,
      title: { zh: '泵站水位', en: 'Levels at pumps' },
      key: ['station'],
      fields: [{ name: 'station', title: { zh: '测站', en: 'Station' }, type: 'string', required: true }],
    });
    const visit = await site().visit('/console/streams/new', steward);
    const { page } = visit;
    await page.getByLabel('中文名称').fill('泵站上报');
    await page.getByLabel('英文名称').fill('Pump stations');
    await page.getByLabel('编号').fill(id);
    await page.getByLabel('数据资源', { exact: true }).fill('泵站水位');
    await page.locator('.ant-select-dropdown:visible .ant-select-item-option', { hasText: dataset }).click();
    await page.getByText('订阅另一个 MQTT 代理').click();
    await page.getByLabel('主题', { exact: true }).fill('pumps/#');
    // On this machine: nothing is reached there, for nobody has allowed it.
    await page.getByLabel('代理地址').fill('mqtt://127.0.0.1:1');
    await page.getByLabel('用户名').fill('lingnan');
    await page.getByLabel('代理密码').fill(password);
    await settle(page);
    await inspect(visit, 'stream-broker-new');
    await page.getByText('YAML', { exact: true }).click();
    expect(await page.getByLabel('声明（YAML）').inputValue()).not.toContain(password);
    await page.getByText('填表', { exact: true }).click();
    await page.getByRole('button', { name: '保存' }).click();
    await page.getByRole('dialog').getByRole('button', { name: '我已保存' }).click();
    await page.getByText(/^代理密码已于 .* 设置。$/).waitFor();
    await page.getByText(/^外部代理连接不上/).waitFor();
    expect(await page.getByLabel('代理密码').getAttribute('placeholder')).toBe('已设置，留空则不变');
    expect(await page.content()).not.toContain(password);
    await settle(page);
    await inspect(visit, 'stream-broker');

    await page.getByLabel('代理地址').fill('mqtt://127.0.0.1:2');
    expect(await page.getByLabel('代理密码').getAttribute('placeholder')).toBe('');
    await page.getByRole('button', { name: '保存' }).click();
    await page.getByText('没有设置代理密码。').waitFor();
    await page.getByLabel('代理密码').fill(password);
    await page.getByRole('button', { name: '保存' }).click();
    await page.getByText(/^代理密码已于 .* 设置。$/).waitFor();
    expect(await page.getByLabel('代理密码').inputValue()).toBe('');
    await page.getByRole('button', { name: '删除密码' }).click();
    await page.locator('.ant-popover:visible').getByRole('button', { name: '删除密码' }).click();
    await page.getByText('没有设置代理密码。').waitFor();

    const address = `/api/v1/streams/${id}/broker-password`;
    const refused = await product.api(address, {
      token: account('transport').token,
      method: 'PUT',
      body: { value: 'x' },
    });
    expect(refused.status).toBe(404);
    const long = await product.api(address, {
      token: steward.token,
      method: 'PUT',
      body: { value: 'x'.repeat(20_001) },
    });
    expect(long.status).toBe(400);
    expect(JSON.stringify(long.json)).not.toContain('xxx');
    const removed = await product.api(`/api/v1/streams/${id}`, { token: steward.token, method: 'DELETE' });
    expect(removed.status).toBe(200);
    expect(visit.faults).toEqual([]);
    await page.close();
  });
}

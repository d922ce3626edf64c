import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright-core';
import type { Standard } from '../../src/bureau/standards/index.ts';
import { openBrowser, settle, type WatchedPage } from './browser.ts';
import { type DemoAccount, type Product, startProduct } from './product.ts';

/** The demo city in a browser, shared by all flows; each flow makes datasets of its own. */
export interface Site {
  product: Product;
  browser: Awaited<ReturnType<typeof openBrowser>>;
  /** The account whose email begins so. */
  account(name: string): DemoAccount;
  /** A page at an address, signed in as an account or as nobody. */
  visit(address: string, as?: DemoAccount): Promise<WatchedPage>;
  /** Writes a file to be chosen in the browser. */
  file(name: string, content: Buffer | string): Promise<string>;
  /** Publishes a standard and makes a dataset under it, by the API. */
  makeDataset(owner: DemoAccount, standard: Standard): Promise<void>;
  close(): Promise<void>;
}

/** Starts the product with the demo city, and a browser. */
export async function openSite(): Promise<Site> {
  const product = await startProduct({ demo: true });
  const accounts = await product.accounts();
  const folder = await mkdtemp(path.join(os.tmpdir(), 'lingnan-journey-'));
  const browser = await openBrowser();
  return {
    product,
    browser,
    account: (name) => accounts.find(({ email }) => email.startsWith(`${name}@`))!,
    async visit(address, as) {
      await browser.context.clearCookies();
      const visit = await browser.visit(as ? `${product.url}/sign-in` : `${product.url}${address}`);
      if (as) {
        await signIn(visit.page, as.email, as.password);
        await visit.page.goto(`${product.url}${address}`);
      }
      await settle(visit.page);
      return visit;
    },
    async file(name, content) {
      const file = path.join(folder, name);
      await writeFile(file, content);
      return file;
    },
    async makeDataset(owner, standard) {
      const { token, organisation } = owner;
      for (const [address, body] of [
        ['/api/v1/standards', { standard, owner: organisation }],
        ['/api/v1/datasets', { id: standard.id, owner: organisation, standard: standard.id }],
      ] as const) {
        const answer = await product.api(address, { token, method: 'POST', body });
        if (answer.status > 201) throw new Error(`${address}: ${JSON.stringify(answer.json)}`);
      }
    },
    async close() {
      await browser.close();
      await product.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Fills the sign-in form; the caller says where that leads. */
export async function signIn(page: Page, email: string, password: string): Promise<void> {
  await page.getByLabel('邮箱').fill(email);
  await page.getByLabel('密码', { exact: true }).fill(password);
  await page.getByRole('button', { name: '登录' }).last().click();
  await page.waitForURL((address) => !address.pathname.startsWith('/sign-in'));
}

/** Chooses an option of a select by its label. */
export async function choose(page: Page, label: string, option: string): Promise<void> {
  const select = page.getByLabel(label, { exact: true }).last();
  await select.evaluate((element) => element.scrollIntoView({ block: 'center' }));
  await settle(page);
  await select.click();
  await page.locator('.ant-select-dropdown:visible .ant-select-item-option', { hasText: option }).first().click();
}

/** An id that no other flow or run of the tests uses. */
export const freshId = (name: string) => `government.${name}-${Date.now().toString(36)}`;

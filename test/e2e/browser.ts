import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BrowserContext, chromium, type Page } from 'playwright-core';
import { expect } from 'vitest';

const executable = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((file) =>
  existsSync(file),
);
const screenshots = fileURLToPath(new URL('../../.cache/screenshots', import.meta.url));
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Whether a browser is there; without one the browser tests are skipped, and `npm test` says so. */
export const hasBrowser = executable !== undefined;

export const widths = { wide: { width: 1440, height: 900 }, narrow: { width: 390, height: 844 } } as const;

/** One browser with an empty profile; `visit` opens a page whose faults are collected. */
export async function openBrowser() {
  const profile = await mkdtemp(path.join(os.tmpdir(), 'lingnan-browser-'));
  await mkdir(screenshots, { recursive: true });
  const context: BrowserContext = await chromium.launchPersistentContext(profile, {
    executablePath: executable!,
    headless: true,
    viewport: widths.wide,
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    acceptDownloads: true,
    // A colour in mid-transition would fail the contrast check by chance.
    reducedMotion: 'reduce',
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--use-gl=angle',
      '--use-angle=swiftshader',
      '--enable-unsafe-swiftshader',
    ],
  });
  context.setDefaultTimeout(30_000);
  return {
    context,
    async visit(address: string): Promise<WatchedPage> {
      const page = await context.newPage();
      const faults: string[] = [];
      page.on('console', (message) => {
        // A refused request shows in the console as well; the journeys that provoke one expect its message on the page.
        if (message.type() === 'error' && !/Failed to load resource/.test(message.text())) faults.push(message.text());
      });
      page.on('pageerror', (error) => faults.push(String(error)));
      await page.goto(address);
      return { page, faults };
    },
    async close() {
      await context.close();
      await rm(profile, { recursive: true, force: true });
    },
  };
}

export interface WatchedPage {
  page: Page;
  faults: string[];
}

/**
 * Looks at a page as it stands, in both languages and widths: screenshots, axe, overflow, missing words, console. Under
 * an open drawer the language can't be switched, so that is looked at in one.
 */
export async function inspect(
  { page, faults }: WatchedPage,
  name: string,
  languages: ('zh' | 'en')[] = ['zh', 'en'],
): Promise<void> {
  for (const language of languages) {
    await setLanguage(page, language);
    for (const [width, size] of Object.entries(widths)) {
      await page.setViewportSize(size);
      await lookThrough(page);
      await settle(page);
      await page.screenshot({ path: path.join(screenshots, `${name}-${language}-${width}.png`), fullPage: true });
      const where = `${name} ${language} ${width}`;
      expect(await overflow(page), `${where}: wider than the window`).toEqual([]);
      expect(await machineWords(page), `${where}: machine words`).toEqual([]);
      if (language === 'zh') expect(await seriousFindings(page), `${where}: axe`).toEqual([]);
    }
  }
  await page.setViewportSize(widths.wide);
  await setLanguage(page, 'zh');
  expect(faults, `${name}: console`).toEqual([]);
}

/** Scrolls to the end and back, as a reader does: what is heavy loads when it is near. */
async function lookThrough(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    for (let top = 0; top < document.documentElement.scrollHeight; top += window.innerHeight) {
      window.scrollTo(0, top);
      await frame();
      await frame();
    }
    window.scrollTo(0, 0);
  });
}

/** Changes the language as a person does, by the switch of the page. */
export async function setLanguage(page: Page, language: 'zh' | 'en'): Promise<void> {
  const current = await page.evaluate(() => document.documentElement.lang.slice(0, 2));
  if (current === language) return;
  await page
    .getByRole('button', { name: /^(中文|English|EN|中)$/ })
    .first()
    .click();
  await page.waitForFunction((wanted) => document.documentElement.lang.startsWith(wanted), language);
}

/** Waits until nothing is loading. */
export async function settle(page: Page): Promise<void> {
  await page.waitForLoadState('networkidle').catch(() => {});
  await page
    .waitForFunction(() => document.querySelectorAll('.ant-skeleton-active, .ant-spin-spinning').length === 0)
    .catch(() => {});
  await page.waitForTimeout(250);
}

async function overflow(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
    return wide > 1 ? [`${wide} px`] : [];
  });
}

async function machineWords(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const copy = document.body.cloneNode(true) as HTMLElement;
    for (const element of copy.querySelectorAll('script, style, code, pre, textarea')) element.remove();
    const text = copy.textContent ?? '';
    return [...text.matchAll(/\b(undefined|NaN|\[object Object\]|Invalid Date)\b|\{\w+\}/g)].map((match) => match[0]);
  });
}

async function seriousFindings(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  return page.evaluate(async () => {
    const runner = (
      window as unknown as {
        axe: {
          run(
            options: object,
          ): Promise<{ violations: { id: string; impact: string; nodes: { target: string[]; html: string }[] }[] }>;
        };
      }
    ).axe;
    const { violations } = await runner.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'] });
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(
        ({ id, nodes }) =>
          `${id}: ${nodes
            .slice(0, 3)
            .map(({ target, html }) => `${target.join(' ')} ${html.slice(0, 120)}`)
            .join(' | ')}`,
      );
  });
}

// Helps as a person without scripts does: three steps, sign in on the way, pledge to the best match, read the facts, confirm, register as a
// volunteer too. Looks at what only he sees with axe as well, in a tab that runs it.
// usage: node tests/help.mjs <chromium> <address> <words of a person on the issuer's page>
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";

const [executablePath, address, who] = process.argv.slice(2);
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
const context = await browser.newContext({ javaScriptEnabled: false, viewport: { width: 360, height: 740 } });
const page = await context.newPage();
const seen = [];

await page.goto(`${address}/help`);
await page.click('main a[href="/help?kind=goods"]');
await page.fill("#about", "轮椅");
await page.selectOption("#place", { index: 1 });
await page.fill("#quantity", "1");
await page.click("main form button");
await page.click('main a.button[href^="/sign-in"]');
await page.click(`button:has-text("${who}")`);
seen.push(page.url());
await page.click('main a.button[href$="/pledge"]');
seen.push(page.url());
await page.click('main form[method="post"] button');
seen.push(page.url().split("?")[0]);
await page.click("main form button >> nth=0");
await page.click("main form button >> nth=0");
const said = await page.textContent("main");
seen.push(page.url());
await page.goto(`${address}/my-help/register`);
seen.push(page.url());
await page.click('main a[href$="role=volunteer"]');
seen.push(page.url(), `${address}/my-help/register?role=organisation`);
await page.selectOption("#place", { index: 1 });
await page.selectOption("#kind", { index: 1 });
await page.fill("#skill", "陪同就医");
await page.fill("#hours", "8");
await page.click("main form button");
seen.push(page.url(), ...["profile", "erase"].map((name) => `${address}/my-help/${name}`));

const looking = await browser.newContext({ bypassCSP: true, storageState: await context.storageState() });
const tab = await looking.newPage();
const found = [];
for (const path of seen) {
  await tab.goto(path);
  await tab.evaluate(axe);
  const { violations } = await tab.evaluate(() => window.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] }));
  for (const { id, nodes } of violations) found.push(`${path}: ${id} ${nodes[0].target} ${nodes[0].failureSummary}`);
}
console.log(JSON.stringify({ said, found }));
await browser.close();

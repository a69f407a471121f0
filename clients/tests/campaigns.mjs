// Takes part as a volunteer without scripts does: signs in, signs up for the first shift that is open, gives the place back. Looks with axe at what only
// he sees: on a phone and in large type, in Chinese and English.
// usage: node tests/campaigns.mjs <chromium> <address> <words of a person on the issuer's page>
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";

const [executablePath, address, who] = process.argv.slice(2);
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const PHONE = { width: 320, height: 640 };
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
const context = await browser.newContext({ javaScriptEnabled: false, viewport: PHONE });
const page = await context.newPage();

await page.goto(`${address}/campaigns`);
await page.click('main a.button[href^="/sign-in"]');
await page.click(`button:has-text("${who}")`);
await page.click('main form[action="/campaigns/join"] button >> nth=0');
const joined = await page.textContent("main");

const found = [];
async function look(path) {
  const looking = await browser.newContext({ bypassCSP: true, viewport: PHONE, storageState: await context.storageState() });
  const tab = await looking.newPage();
  await tab.goto(address + path);
  await tab.evaluate(axe);
  const { violations } = await tab.evaluate(() => window.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] }));
  for (const { id, nodes } of violations) found.push(`${path}: ${id} ${nodes[0].target} ${nodes[0].failureSummary}`);
  const wide = await tab.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  if (wide > 0) found.push(`${path}: ${wide} px too wide`);
  await looking.close();
}
for (const path of ["/campaigns", "/campaigns?size=large", "/campaigns?lang=en"]) await look(path);

await page.click('main form[action^="/campaigns/leave/"] button >> nth=0');
const left = await page.textContent("main");
console.log(JSON.stringify({ joined, left, found }));
await browser.close();

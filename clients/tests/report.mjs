// Sends a report as a visitor without scripts does: from the form under a record, through the whole form, to the receipt.
// usage: node tests/report.mjs <chromium> <address> <path of a record's page> <text>
import { chromium } from "playwright-core";

const [executablePath, address, path, text] = process.argv.slice(2);
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
const context = await browser.newContext({ javaScriptEnabled: false, viewport: { width: 360, height: 740 } });
const page = await context.newPage();
await page.goto(address + path);
await page.click("details:has(#report-text) summary");
await page.fill("#report-text", `${text}：公布的金额和实际不一样，请核实。`);
await page.click("details:has(#report-text) button");
await page.click('form[method="post"] button');
await page.waitForURL(/\/report\/[0-9A-Z-]{23}/);
const said = await page.textContent("main");
await page.reload();
console.log(JSON.stringify({ address: page.url(), said }));
await browser.close();

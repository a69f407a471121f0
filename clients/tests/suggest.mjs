// Types into the search box of the home page as a person with a keyboard does: what is suggested, what axe says of the open list,
// where the second word leads; and that Escape closes the list and leaves the text.
// usage: node tests/suggest.mjs <chromium> <address> <text>
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";

const [executablePath, address, text] = process.argv.slice(2);
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
const page = await browser.newPage();
await page.goto(address);
const box = page.getByRole("combobox");
await box.pressSequentially(text);
const options = page.getByRole("option");
await options.nth(1).waitFor();
const words = await options.evaluateAll((all) => all.map((option) => option.dataset.word));

const looking = await browser.newContext({ bypassCSP: true });
const tab = await looking.newPage();
await tab.goto(address);
await tab.getByRole("combobox").pressSequentially(text);
await tab.getByRole("option").nth(1).waitFor();
await tab.evaluate(axe);
const { violations } = await tab.evaluate(() => window.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] }));

await box.press("Escape");
const closed = [await options.count(), await box.inputValue()];
await box.press("End");
await box.pressSequentially(" "); // the last piece stays the same
await options.nth(1).waitFor();
await box.press("ArrowDown");
await box.press("ArrowDown");
const marked = await box.getAttribute("aria-activedescendant");
await Promise.all([page.waitForURL("**/search?q=*"), box.press("Enter")]);
console.log(JSON.stringify({ words, closed, marked, searched: new URL(page.url()).searchParams.get("q"), faults: violations.map(({ id }) => id) }));
await browser.close();

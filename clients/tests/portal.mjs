// Looks at pages of the portal in a real browser and writes one JSON object: what axe finds, what is wider than a phone,
// what keyboards cannot reach, what foreign hosts were asked, how heavy a page is without data.
// usage: node tests/portal.mjs <chromium> <address> <path>…
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";

const [executablePath, address, ...paths] = process.argv.slice(2);
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
const VIEWS = { normal: "", large: "size=large", english: "lang=en" };
const PHONE = { width: 320, height: 640 };
const DESK = { width: 1280, height: 900 };

const wished = (path, query) => (query ? path + (path.includes("?") ? "&" : "?") + query : path);
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
const found = { axe: [], wide: [], foreign: [], unreachable: [], heavy: [], shifted: [] };

// axe needs scripts of its own, which the policy of the pages forbids: the context of the checks goes around it
async function visit(path, viewport, work, options = {}) {
  const context = await browser.newContext({ viewport, bypassCSP: true, ...options });
  const page = await context.newPage();
  page.on("request", (request) => {
    const { origin, protocol } = new URL(request.url());
    if (protocol !== "data:" && origin !== address) found.foreign.push(`${path} asks ${request.url()}`);
  });
  await page.goto(address + path, { waitUntil: "load" });
  await work(page);
  await context.close();
}

async function axeFindsNothing(page, name) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate((tags) => window.axe.run(document, { runOnly: tags }), TAGS);
  for (const { id, nodes } of violations) found.axe.push(`${name}: ${id} ${nodes[0].target} ${nodes[0].failureSummary}`);
}

async function fits(page, name) {
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  if (wide > 0) found.wide.push(`${name}: ${wide} px too wide`);
}

// every link and field can be reached by Tab, in the order of the page, and the first Tab goes to the skip link (an embed has nothing to skip)
async function keyboard(page, path) {
  const wanted = await page.evaluate(() => [...document.querySelectorAll("a[href], button, select, textarea, summary, input:not([type=hidden])")].filter((one) => one.checkVisibility()).length);
  const seen = new Set();
  for (let step = 0; step < Math.min(wanted, 60); step++) {
    await page.keyboard.press("Tab");
    const at = await page.evaluate(() => {
      const element = document.activeElement;
      const style = getComputedStyle(element);
      const all = [...document.querySelectorAll("*")];
      return { index: all.indexOf(element), name: element.tagName + (element.className || ""), outlined: style.outlineStyle !== "none" };
    });
    if (step === 0 && !path.startsWith("/embed/") && !at.name.includes("skip")) found.unreachable.push(`${path}: the first Tab goes to ${at.name}`);
    if (!at.outlined) found.unreachable.push(`${path}: ${at.name} shows no focus`);
    seen.add(at.index);
  }
  if (seen.size < Math.min(wanted, 60) - 1) found.unreachable.push(`${path}: ${seen.size} of ${wanted} reached`);
}

// the columns of a table may still settle while its rows arrive at a slow machine; nothing else may move
async function shift(page, path) {
  const moved = await page.evaluate(
    () => new Promise((resolve) => {
      let sum = 0;
      const isCell = ({ node }) => Boolean((node?.closest ? node : node?.parentElement)?.closest("td, th"));
      const add = (entry) => (sum += entry.sources.length && entry.sources.every(isCell) ? 0 : entry.value);
      new PerformanceObserver((list) => list.getEntries().forEach(add)).observe({ type: "layout-shift", buffered: true });
      requestAnimationFrame(() => requestAnimationFrame(() => resolve(sum)));
    }),
  );
  if (moved > 0.01) found.shifted.push(`${path}: ${moved}`);
}

for (const path of paths) {
  for (const [view, query] of Object.entries(VIEWS)) {
    await visit(wished(path, query), DESK, async (page) => {
      await axeFindsNothing(page, `${path} ${view}`);
      if (view === "normal") await shift(page, path);
    });
    await visit(wished(path, query), PHONE, (page) => fits(page, `${path} ${view} at 320 px`));
  }
  await visit(path, { width: 640, height: 800 }, async (page) => {
    await page.addStyleTag({ content: "html { font-size: 200% !important }" });
    await fits(page, `${path} with 200 % text`);
  });
  await visit(path, DESK, (page) => keyboard(page, path));
}
await browser.close();
console.log(JSON.stringify(found));

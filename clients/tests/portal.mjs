// Looks at pages of the portal in a real browser and writes one JSON object: what axe finds, what is wider than a phone,
// what keyboards cannot reach, what foreign hosts were asked, what moved while a page was loaded, which labels stand off their fields,
// which pages are very long on a phone, which drawings are too wide for it, what is cut off or out of place on paper.
// usage: node tests/portal.mjs <chromium> <address> [<cookies of who is signed in, as JSON>] <path>…
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";

const [executablePath, address, ...paths] = process.argv.slice(2);
const cookies = paths[0]?.startsWith("[") ? JSON.parse(paths.shift()) : [];
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const WCAG = { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] };
const OF_LAYOUT = { runOnly: { type: "rule", values: ["color-contrast", "scrollable-region-focusable", "target-size"] } };
const DESK = { width: 1280, height: 900 };
const HALF = { width: 640, height: 800 };
const PHONE = { width: 320, height: 640 };
const PAPER = { width: 680, height: 960 }; // A4 without its margins
const SCREENS = 30; // of a phone, that a page may be long
const LANES = 2;

const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
const found = { axe: [], wide: [], foreign: [], unreachable: [], loose: [], shifted: [], long: [], cut: [], printed: [] };

// A tab for pages in one language. axe needs scripts of its own, which the policy of the pages forbids: its tab goes around it.
async function tab() {
  const context = await browser.newContext({ viewport: DESK, bypassCSP: true });
  await context.addCookies(cookies);
  const page = await context.newPage();
  page.on("request", (request) => {
    const { origin, protocol } = new URL(request.url());
    if (protocol !== "data:" && origin !== address) found.foreign.push(`${page.url()} asks ${request.url()}`);
  });
  return page;
}

async function open(page, path) {
  await page.setViewportSize(DESK);
  await page.goto(address + path, { waitUntil: "load" });
  await page.evaluate(axe);
}

async function axeFindsNothing(page, name, options = WCAG) {
  const { violations } = await page.evaluate((options) => window.axe.run(document, { ...options, resultTypes: ["violations"] }), options);
  for (const { id, nodes } of violations) found.axe.push(`${name}: ${id} ${nodes[0].target} ${nodes[0].failureSummary}`);
}

async function fits(page, name) {
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  if (wide > 0) found.wide.push(`${name}: ${wide} px too wide`);
}

async function fitsOnAPhone(page, name) {
  await page.setViewportSize(PHONE);
  await fits(page, `${name} at 320 px`);
  const isCut = await page.evaluate(() =>
    [...document.querySelectorAll(".flowbox")].some((box) => box.checkVisibility() || !box.nextElementSibling.checkVisibility()),
  );
  if (isCut) found.cut.push(`${name}: a drawing stands where its letters cannot be read, or the list in its place does not`);
}

// asked after it was made as narrow as a phone
async function isShort(page, name) {
  const screens = await page.evaluate(() => document.documentElement.scrollHeight / window.innerHeight);
  if (screens > SCREENS) found.long.push(`${name}: ${Math.round(screens)} screens of a phone`);
}

// nothing is cut off at the right, and what filters a page is not printed
async function fitsPaper(page, path) {
  await page.setViewportSize(PAPER);
  await page.emulateMedia({ media: "print" });
  await fits(page, `${path} on paper`);
  const buttons = await page.locator("button:visible, .filters:visible").count();
  if (buttons) found.printed.push(`${path}: ${buttons} things to press`);
  await page.emulateMedia({ media: null });
}

async function fitsEnlarged(page, path) {
  await page.setViewportSize(HALF);
  const style = await page.addStyleTag({ content: "html { font-size: 200% !important }" });
  await fits(page, `${path} with 200 % text`);
  await style.evaluate((element) => element.remove());
}

// what filters a list stands right under its label
async function labels(page, name) {
  const loose = await page.evaluate(() => {
    const rem = parseFloat(getComputedStyle(document.documentElement).fontSize);
    const gap = (label) => label.control.getBoundingClientRect().top - label.getBoundingClientRect().bottom;
    return [...document.querySelectorAll(".filters label")].filter((label) => label.control?.checkVisibility() && gap(label) > rem / 2).map((label) => label.textContent);
  });
  for (const label of loose) found.loose.push(`${name}: "${label}" stands far above its field`);
}

// every link and field can be reached by Tab, in the order of the page, and the first Tab goes to the skip link (an embed has nothing to skip; where
// a form has mistakes, their list has the focus already, and Tab goes on from there)
async function keyboard(page, path) {
  const isTold = (await page.locator(".alert:focus").count()) > 0;
  const wanted = await page.evaluate(() => {
    window.reached = [];
    document.addEventListener("focusin", ({ target }) => window.reached.push({ target, isOutlined: getComputedStyle(target).outlineStyle !== "none" }));
    return [...document.querySelectorAll("a[href], button, select, textarea, summary, input:not([type=hidden])")].filter((one) => one.checkVisibility()).length;
  });
  const steps = Math.min(wanted, 60);
  const parts = 3 * (await page.locator("input[type=date]").count()); // Tab also stops at the month, the year and the button of a date
  for (let step = 0; step < steps + parts; step++) await page.keyboard.press("Tab");
  const { first, bare, distinct } = await page.evaluate(() => {
    const name = ({ target }) => target.tagName + (target.className || "");
    const bare = window.reached.filter(({ isOutlined }) => !isOutlined).map(name);
    return { first: window.reached.length ? name(window.reached[0]) : "nothing", bare, distinct: new Set(window.reached.map(({ target }) => target)).size };
  });
  if (steps && !isTold && !path.startsWith("/embed/") && !first.includes("skip")) found.unreachable.push(`${path}: the first Tab goes to ${first}`);
  for (const name of bare) found.unreachable.push(`${path}: ${name} shows no focus`);
  if (distinct < steps - 1) found.unreachable.push(`${path}: ${distinct} of ${wanted} reached`);
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

// The pages run no script but the one that suggests words, so what is laid out depends on the window and the size of type alone: a page
// that is loaded once is looked at in each of them, the widest first, before anything is pressed or enlarged. Large type is a class of the page.
async function inChinese(page, path) {
  await open(page, path);
  await shift(page, path);
  await axeFindsNothing(page, path);
  await labels(page, path);
  await keyboard(page, path);
  await fitsOnAPhone(page, path);
  await isShort(page, path);
  await fitsEnlarged(page, path);
  await fitsPaper(page, path);
  await page.evaluate(() => document.documentElement.classList.add("large"));
  await fitsOnAPhone(page, `${path} in large type`);
  await page.setViewportSize(DESK);
  await axeFindsNothing(page, `${path} in large type`, OF_LAYOUT);
  await labels(page, `${path} in large type`);
}

async function inEnglish(page, path) {
  await open(page, `${path}${path.includes("?") ? "&" : "?"}lang=en`);
  await axeFindsNothing(page, `${path} in English`);
  await labels(page, `${path} in English`);
  await fitsOnAPhone(page, `${path} in English`);
  await isShort(page, `${path} in English`);
}

// tabs side by side: while one waits for the portal, another is looked at
async function lane(waiting) {
  const [chinese, english] = [await tab(), await tab()];
  for (let path = waiting.shift(); path; path = waiting.shift()) {
    await inChinese(chinese, path);
    await inEnglish(english, path);
  }
}

const waiting = [...paths];
await Promise.all(Array.from({ length: LANES }, () => lane(waiting)));
await browser.close();
console.log(JSON.stringify(found));

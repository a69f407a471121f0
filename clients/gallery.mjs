// Takes the pictures of docs/gallery: pages of a running portal of the demo city, on a desk and on a phone.
// usage: node clients/gallery.mjs <chromium> <address of the portal> <folder>
import { writeFileSync } from "node:fs";
import { chromium } from "playwright-core";

const [executablePath, address, folder] = process.argv.slice(2);
const DESK = { width: 1180, height: 860 };
const PHONE = { width: 390, height: 780 };
const MOST_BYTES = 150_000;
// name of the file, view, page, and the links that lead on from it, one after the other (of each the first that fits)
const SHOTS = [
  ["home", DESK, "/"],
  ["stream", DESK, "/money", 'main a[href^="/money/"]'],
  ["county", DESK, "/places/320282"],
  ["project", DESK, "/projects", 'main a[href^="/projects/"]'],
  ["villages", DESK, "/villages"],
  ["search", DESK, "/search?q=宜兴"],
  ["assistance", DESK, "/places/320282#assistance"],
  ["timeline", DESK, "/timeline"],
  ["notices", DESK, "/notices"],
  ["rules", DESK, "/rules"],
  ["press", DESK, "/press"],
  ["help", DESK, "/help"],
  ["my-help", DESK, "/sign-in?to=/my-help", 'button:has-text("爱心人士")'],
  ["pledge-batch", DESK, "/sign-in?to=/my-help", 'button:has-text("爱心人士")', 'a[href^="/my-help/offers/"]'],
  ["problems", DESK, "/problems"],
  ["status", DESK, "/status"],
  ["dataset", DESK, "/datasets/allocations"],
  ["release", DESK, "/releases", 'main a[href^="/releases/"]'],
  ["home-phone", PHONE, "/"],
  ["flow-phone", PHONE, "/money#flow"],
  ["report-phone", PHONE, "/report?record=allocations"],
  ["large-type-phone", PHONE, "/villages?size=large"],
  ["english-phone", PHONE, "/?lang=en"],
];

const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
for (const [name, viewport, path, ...links] of SHOTS) {
  const context = await browser.newContext({ viewport, deviceScaleFactor: viewport === PHONE ? 1.5 : 1 });
  const page = await context.newPage();
  await page.goto(address + path, { waitUntil: "load" });
  for (const link of links) await Promise.all([page.waitForNavigation({ waitUntil: "load" }), page.click(link)]);
  await page.bringToFront();
  const devtools = await context.newCDPSession(page);
  const { data } = await devtools.send("Page.captureScreenshot", { format: "webp", quality: 80 });
  const bytes = Buffer.from(data, "base64");
  if (bytes.length > MOST_BYTES) throw new Error(`${name}: ${bytes.length} bytes`);
  writeFileSync(`${folder}/${name}.webp`, bytes);
  console.log(`${name}.webp ${bytes.length} bytes`);
  await context.close();
}
await browser.close();

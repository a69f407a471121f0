// GraphiQL in a real browser: chromium, address, example, token. Prints what was answered, where requests went, what the console said.
import { chromium } from 'playwright-core';

const [executablePath, address, example, token, picture] = process.argv.slice(2);
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
try {
  const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
  page.setDefaultTimeout(120_000); // a machine may be busy with many other things
  const requests = [];
  const complaints = [];
  page.on('request', (request) => requests.push(request.url()));
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(String(error)));
  await page.goto(`${address}/graphiql`);
  await page.getByRole('button', { name: 'Examples' }).click();
  await page.locator(`#${example}`).click();
  if (token) {
    const headers = JSON.stringify({ Authorization: `Bearer ${token}` });
    await page.locator('.graphiql-editor-tool .CodeMirror').last().evaluate((editor, text) => editor.CodeMirror.setValue(text), headers);
  }
  await page.locator('.graphiql-execute-button').click();
  const shown = await page.waitForFunction(() => document.querySelector('.result-window .CodeMirror')?.CodeMirror.getValue());
  const answer = JSON.parse(await shown.jsonValue());
  await page.waitForLoadState('networkidle');
  if (picture) await page.screenshot({ path: picture });
  console.log(JSON.stringify({ answer, requests: [...new Set(requests)], complaints }));
} finally {
  await browser.close();
}

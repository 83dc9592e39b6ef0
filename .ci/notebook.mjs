// Opens the classic Jupyter Notebook in headless Chromium and uses it as a person
// would: runs cells with the keyboard, looks for the plot, asks for completion and
// help, interrupts an endless loop and checks that the session is still there, and
// moves a slider and presses a button.
//
//   node notebook.mjs --modules DIR --work DIR --shots DIR [--kernel NAME] [--chromium PATH]
//
// DIR of --modules holds node_modules/playwright-core. Exit code 0: all as expected.
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { parseArgs } from 'node:util';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';

const { values: opt } = parseArgs({
  options: {
    modules: { type: 'string' },
    work: { type: 'string' },
    shots: { type: 'string' },
    kernel: { type: 'string', default: 'monro' },
    chromium: { type: 'string', default: '/usr/bin/chromium' },
  },
});
const { chromium } = createRequire(path.resolve(opt.modules) + '/')('playwright-core');
const work = path.resolve(opt.work);
const notebooks = path.join(work, 'notebooks');
fs.mkdirSync(notebooks, { recursive: true });
fs.mkdirSync(opt.shots, { recursive: true });

// What to run, and what must be seen below the cell: a text that the code itself
// does not hold (error messages quote it), or an error with that text, or a figure.
const cells = [
  { code: 'x := linspace(0, 2*pi, 50)\n3 * len(x)', text: '150' },
  { code: 'fmt.Println("sum", 40+2)', text: 'sum 42' },
  { code: 'plot.Line(x, sin(x)).Title("sine")', figure: true },
  { code: 'panic("bo" + "om")', text: 'boom', error: true },
  { code: 'undefinedName + 1', text: 'undefined: undefinedName', error: true },
  { code: 'len(x) + 27', text: '77' },
];

let failures = 0;
const check = (what, ok, more = '') => {
  if (!ok) failures++;
  console.log(`${ok ? 'ok    ' : 'FAILED'}  ${what}  ${more}`);
};

const freePort = () => new Promise((resolve) => {
  const s = net.createServer().listen(0, '127.0.0.1', () => {
    const { port } = s.address();
    s.close(() => resolve(port));
  });
});

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

// until asks again and again for a truthy answer; it gives the last one.
async function until(ms, ask) {
  const end = Date.now() + ms;
  for (;;) {
    const answer = await ask();
    if (answer || Date.now() > end) return answer;
    await sleep(100);
  }
}

async function startServer() {
  const port = await freePort();
  const token = 'ci' + Math.random().toString(36).slice(2);
  const log = path.join(work, 'server.log');
  const process = spawn('jupyter-notebook', ['--no-browser', '--allow-root', '--ip=127.0.0.1', `--port=${port}`,
    `--NotebookApp.token=${token}`, `--notebook-dir=${notebooks}`],
  { stdio: ['ignore', 'ignore', fs.openSync(log, 'w')] });
  const base = `http://127.0.0.1:${port}`;
  const up = await until(60000, () => fetch(`${base}/api/status?token=${token}`).then((r) => r.ok, () => false));
  if (!up) throw new Error('the notebook server did not start:\n' + fs.readFileSync(log, 'utf8').slice(-2000));
  return { process, base, token };
}

async function stopServer(server) {
  // Asked to, it ends its kernels as well; killed, it would orphan them.
  server.process.kill('SIGTERM');
  await Promise.race([new Promise((r) => server.process.once('exit', r)), sleep(10000)]);
}

// The notebook page's own objects, used to look at what a person would see.
const page = {
  async open(context, server) {
    const file = 'ci.ipynb';
    fs.writeFileSync(path.join(notebooks, file), JSON.stringify({
      nbformat: 4, nbformat_minor: 5,
      metadata: { kernelspec: { name: opt.kernel, display_name: opt.kernel, language: 'go' } },
      cells: cells.map((c, i) => ({
        cell_type: 'code', id: `cell-${i}`, metadata: {}, execution_count: null, outputs: [], source: c.code,
      })),
    }));
    this.tab = await context.newPage();
    await this.tab.goto(`${server.base}/notebooks/${file}?token=${server.token}`);
    await this.tab.waitForFunction(() => window.Jupyter?.notebook?.kernel?.is_connected()
      && Jupyter.notebook._fully_loaded, null, { timeout: 60000 });
  },
  // The cell's prompt number once it has run, else null.
  done: (i) => page.tab.evaluate((n) => {
    const p = Jupyter.notebook.get_cell(n).input_prompt_number;
    return p && p !== '*' ? p : null;
  }, i),
  output: (i) => page.tab.evaluate((n) => {
    const area = Jupyter.notebook.get_cell(n).output_area.element;
    const wide = [...area.find('img, svg').toArray()].some((e) => e.getBoundingClientRect().width > 100);
    return { text: area.text(), figure: wide, error: area.find('.output_error').length > 0 };
  }, i),
  // A new cell at the end with the cursor behind its text.
  add: (code) => page.tab.evaluate((text) => {
    const nb = Jupyter.notebook;
    nb.insert_cell_below('code', nb.ncells() - 1);
    const n = nb.ncells() - 1;
    nb.select(n);
    nb.get_cell(n).set_text(text);
    nb.edit_mode();
    nb.get_cell(n).code_mirror.focus();
    nb.get_cell(n).code_mirror.execCommand('goDocEnd');
    return n;
  }, code),
  visible: (selector) => page.tab.evaluate((s) => [...document.querySelectorAll(s)].map((e) => e.textContent).join(' '), selector),
  shot: (name) => page.tab.screenshot({ path: path.join(opt.shots, `notebook-${name}.png`) }),
};

async function runCells() {
  await page.tab.click('.cell.code_cell .CodeMirror');
  for (const [i, c] of cells.entries()) {
    const start = Date.now();
    await page.tab.keyboard.press('Shift+Enter');
    const ran = await until(60000, () => page.done(i));
    const good = (o) => (c.figure ? o.figure : o.text.includes(c.text)) && o.error === !!c.error;
    await until(10000, async () => good(await page.output(i)));
    const o = await page.output(i);
    check(`cell ${i + 1} ${JSON.stringify(c.code.slice(0, 40))}`, ran && good(o), `${Date.now() - start} ms`);
    if (!good(o)) console.log(o.text.slice(0, 400));
  }
  await page.tab.evaluate(() => document.querySelector('#notebook').scrollTo(0, 0));
  await page.shot('cells');
}

async function askForHelp() {
  await page.add('strings.SplitAft');
  await page.tab.keyboard.press('Tab');
  const offered = await until(10000, async () => (await page.visible('.completions option')).includes('SplitAfterN'));
  check('Tab completes', offered);
  await page.shot('complete');
  await page.tab.keyboard.press('Escape');

  await page.add('strings.Split');
  await page.tab.keyboard.press('Shift+Tab');
  const explained = await until(10000, async () => (await page.visible('#tooltip')).includes('sep string'));
  check('Shift+Tab explains', explained);
  await page.shot('inspect');
  await page.tab.keyboard.press('Escape');
}

async function interrupt() {
  const loop = await page.add('for {\n}');
  await page.tab.keyboard.press('Control+Enter');
  await sleep(1000);
  check('an endless loop runs', !(await page.done(loop)));
  await page.tab.evaluate(() => Jupyter.notebook.kernel.interrupt());
  check('interrupt stops it', await until(10000, () => page.done(loop)));

  const after = await page.add('len(x) + 1');
  await page.tab.keyboard.press('Control+Enter');
  await until(10000, () => page.done(after));
  check('the variables are still there', await until(5000, async () => (await page.output(after)).text.includes('51')));
  await page.shot('end');
}

// Of cells that are run together, those behind one that fails do not run and look so.
async function runTogether() {
  const first = await page.add('panic("first of two")');
  const second = await page.add('fmt.Println("second of two")');
  await page.tab.evaluate(([a, b]) => Jupyter.notebook.execute_cells([a, b]), [first, second]);
  await until(10000, () => page.done(first));
  check('a cell behind one that fails does not run', await until(5000, () => page.tab.evaluate((n) => {
    const cell = Jupyter.notebook.get_cell(n);
    return !cell.input_prompt_number && !cell.element.hasClass('running') && !cell.output_area.element.text();
  }, second)));
}

// A slider draws a figure anew and a button changes a text, while no cell runs.
async function widgets() {
  const cell = await page.add(`x := linspace(0, 2*pi, 50)
widget.Interact(func(rate float64) any {
  fmt.Println("rate is", rate)
  return plot.Line(x, sin(rate*x))
}, widget.Range("rate", 0, 4), widget.Step("rate", 0.5))`);
  await page.tab.keyboard.press('Control+Enter');
  const area = (n) => page.tab.evaluate((i) => {
    const e = Jupyter.notebook.get_cell(i).element.find('.widget-area');
    return { text: e.text(), figure: e.find('svg').html() || '' };
  }, n);
  const shows = (n, text) => until(10000, async () => (await area(n)).text.includes(text));
  check('a function with a slider', await shows(cell, 'rate is 2'));
  const before = await until(10000, async () => (await area(cell)).figure);
  await page.tab.locator('.cell').nth(cell).locator('.ui-slider-handle').focus();
  for (let i = 0; i < 3; i++) await page.tab.keyboard.press('ArrowRight');
  check('the slider moves', await shows(cell, 'rate is 3.5'));
  check('the figure follows', await until(5000, async () => {
    const { figure } = await area(cell);
    return figure && figure !== before;
  }));

  const button = await page.add(`clicks := 0
count := widget.NewHTML("none")
widget.NewHBox(widget.NewButton("more").OnClick(func() {
  clicks++
  count.SetValue(fmt.Sprint("clicked ", clicks, " times"))
}), count)`);
  await page.tab.keyboard.press('Control+Enter');
  const more = page.tab.locator('.cell').nth(button).locator('button.widget-button');
  check('a button', await until(10000, () => more.isVisible()));
  for (let i = 0; i < 2; i++) await more.click();
  check('the button counts', await shows(button, 'clicked 2 times'));
  await page.shot('widgets');

  const fatal = await page.add(`widget.NewButton("end").OnClick(func() {
  p, _ := os.FindProcess(os.Getpid())
  p.Kill()
})`);
  await page.tab.keyboard.press('Control+Enter');
  await page.tab.locator('.cell').nth(fatal).locator('button.widget-button').click();
  check('a worker that dies says so below the widget', await shows(fatal, 'widgets that were shown no longer answer'));
  await page.shot('worker-died');
}

let server, context;
process.once('SIGTERM', () => { server?.process.kill('SIGTERM'); process.exit(143); });
try {
  server = await startServer();
  context = await chromium.launchPersistentContext(path.join(work, 'profile'), {
    executablePath: opt.chromium, headless: true, viewport: { width: 1200, height: 1000 },
    args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
      '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
  await page.open(context, server);
  await runCells();
  await askForHelp();
  await interrupt();
  await runTogether();
  await widgets();
} catch (e) {
  check('no exception', false, e.stack);
} finally {
  await context?.close().catch(() => {});
  if (server) await stopServer(server);
}
process.exit(failures ? 1 : 0);

/*
 * The page of `brandpunt web` in a browser: what a reader does with mouse, keys, links and printer, and what the page may not do.
 * usage: node page.test.mjs CHROMIUM FOLDER      FOLDER has town.html, english.html, hostile.html and few.html; pictures go there too
 */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import {createRequire} from 'node:module';
import puppeteer from 'puppeteer-core';

const [chromium, folder] = process.argv.slice(2);
const axeSource = fs.readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const sandbox = process.getuid() === 0 ? ['--no-sandbox'] : [];
const browser = await puppeteer.launch({executablePath: chromium, headless: true, args: [...sandbox, '--disable-gpu', '--disable-dev-shm-usage']});
const address = (name, hash = '') => 'file://' + path.resolve(folder, name) + hash;

/* A page that keeps all it asks for, says and refuses. */
async function open(name, {hash = '', width = 1280, height = 900, scheme = 'light', script = true} = {}) {
  const page = await browser.newPage();
  const seen = {requests: [], messages: [], dialogs: []};
  page.on('request', (request) => seen.requests.push(request.url()));
  page.on('console', (message) => seen.messages.push(message.text()));
  page.on('pageerror', (error) => seen.messages.push(String(error)));
  page.on('dialog', (dialog) => {
    seen.dialogs.push(dialog.message());
    dialog.dismiss();
  });
  await page.evaluateOnNewDocument(() => {
    window.violations = [];
    document.addEventListener('securitypolicyviolation', (event) => window.violations.push(event.violatedDirective + ' ' + event.blockedURI));
  });
  await page.setViewport({width, height});
  await page.emulateMediaFeatures([{name: 'prefers-color-scheme', value: scheme}, {name: 'prefers-reduced-motion', value: 'reduce'}]);
  await page.setJavaScriptEnabled(script);
  await page.goto(address(name, hash));
  return Object.assign(page, {seen});
}

const text = (page, selector) => page.$eval(selector, (element) => element.textContent);
const count = (page, selector) => page.$$eval(selector, (elements) => elements.length);
const visible = (page, selector) => page.$eval(selector, (element) => element.getClientRects().length > 0);
const focused = (page) => page.evaluate(() => document.activeElement.id || document.activeElement.getAttribute('aria-label') || document.activeElement.textContent);
const data = (page) => page.$eval('#data', (element) => JSON.parse(element.textContent));
const drawn = (page) => count(page, '.leaflet-density-pane path');
const fields = (page) => page.evaluate(() => Object.fromEntries(window.location.hash.slice(1).split('&').map((field) => field.split('='))));
const press = async (page, key, times = 1) => {
  for (let i = 0; i < times; i++) await page.keyboard.press(key);
};
const settle = () => new Promise((resolve) => setTimeout(resolve, 150));

/* What axe-core finds wrong, in words. */
async function wrongs(page) {
  await page.evaluate(axeSource);
  const found = await page.evaluate(() => axe.run(document, {resultTypes: ['violations']}));
  return found.violations.map((violation) => violation.id + ': ' + violation.nodes.map((node) => node.html.slice(0, 120) + ' ' + node.failureSummary).join(' | '));
}

/* The window that the town has of a key. */
async function windowOf(page, key) {
  const {windows} = await data(page);
  return windows.find((window) => window.key === key);
}

const tests = {
  async 'asks nothing of a network, and its policy is kept'() {
    const page = await open('town.html');
    await page.click('.mark');
    await page.click('#week-body button');
    assert.deepEqual(page.seen.requests, [address('town.html')]);
    assert.deepEqual(page.seen.messages, []);
    assert.deepEqual(await page.evaluate(() => window.violations), []);
    return page;
  },

  async 'a script or a style from elsewhere does not run'() {
    const page = await open('town.html');
    await page.evaluate(() => {
      const script = document.createElement('script');
      script.textContent = 'window.broken = true';
      const style = document.createElement('style');
      style.textContent = 'body { display: none }';
      const image = document.createElement('img');
      image.src = 'https://example.org/a.png';
      document.body.append(script, style, image);
    });
    await settle();
    assert.equal(await page.evaluate(() => window.broken), undefined);
    assert.ok(await visible(page, '#map'));
    assert.equal(await page.evaluate(() => window.violations.length), 3);
    return page;
  },

  async 'says what the program found'() {
    const page = await open('town.html');
    const {areas, windows, title, run} = await data(page);
    assert.equal(await page.evaluate(() => document.documentElement.lang), 'nl');
    assert.equal(await text(page, 'h1'), title);
    assert.equal(await text(page, '#run'), run);
    assert.match(run, /run [0-9a-f]{12}/);
    assert.equal(await text(page, '#state'), windows[0].text);
    assert.deepEqual(await page.$$eval('.marking', (elements) => elements.map((element) => element.textContent)), ['INTERN', 'INTERN']);
    assert.deepEqual(await page.$$eval('#places-body button', (buttons) => buttons.map((button) => button.textContent)), areas.map((area) => area.name));
    assert.equal(await drawn(page), windows[0].classes.length);
    assert.equal(await count(page, '#legend-classes li'), windows[0].classes.length);
    assert.doesNotMatch(await page.evaluate(() => document.body.innerText), /undefined|NaN|null|\[object/);
    return page;
  },

  async 'a click on a place tells of it, Escape goes back'() {
    const page = await open('town.html');
    const [first] = (await data(page)).areas;
    await page.click('.mark');
    const told = await text(page, '.leaflet-popup-content');
    for (const part of [first.rank + '. ' + first.name, first.reports, first.reporters, first.peak, first.trend, first.status, first.levers]) assert.ok(told.includes(part), part);
    assert.equal((await fields(page)).a, '1');
    await press(page, 'Escape');
    assert.equal(await count(page, '.leaflet-popup-content'), 0);
    assert.equal(await focused(page), '1. ' + first.name);
    assert.equal((await fields(page)).a, undefined);
    return page;
  },

  async 'the table leads to the map'() {
    const page = await open('town.html', {width: 360, height: 740});
    const third = (await data(page)).areas[2];
    await (await page.$$('#places-body button'))[2].click();
    await settle();
    assert.ok((await text(page, '.leaflet-popup-content')).includes(third.name));
    assert.ok(await page.$eval('#map', (map) => map.getBoundingClientRect().bottom > 0 && map.getBoundingClientRect().top < window.innerHeight));
    assert.ok(await page.$$eval('#places-body tr', (rows) => rows[2].classList.contains('chosen')));
    await page.click('.leaflet-popup-close-button');
    assert.equal(await focused(page), third.name);
    return page;
  },

  async 'the map is worked with keys'() {
    const page = await open('town.html');
    await press(page, 'Tab');
    assert.equal(await focused(page), 'skip');
    await press(page, 'Tab');
    assert.equal(await focused(page), 'map');
    await press(page, 'ArrowRight');
    await page.waitForFunction(() => window.location.hash.startsWith('#x='));
    const moved = await fields(page);
    await press(page, 'Equal');
    await page.waitForFunction((before) => !window.location.hash.includes('&z=' + before), {}, moved.z);
    assert.ok(Number((await fields(page)).z) > Number(moved.z));
    assert.equal((await fields(page)).x, moved.x);
    const [first] = (await data(page)).areas;
    await press(page, 'Tab');
    assert.equal(await focused(page), '1. ' + first.name);
    await press(page, 'Enter');
    assert.ok((await text(page, '.leaflet-popup-content')).includes(first.name));
    await press(page, 'Escape');
    await press(page, 'Space');
    assert.ok((await text(page, '.leaflet-popup-content')).includes(first.name));
    return page;
  },

  async 'the first link skips the map'() {
    const page = await open('town.html');
    await press(page, 'Tab');
    await press(page, 'Enter');
    assert.equal(await focused(page), 'places');
    return page;
  },

  async 'months go by with keys and buttons'() {
    const page = await open('town.html');
    const {windows, months} = await data(page);
    await page.focus('#month');
    await press(page, 'ArrowRight', 3);
    assert.equal(await text(page, '#state'), windows[3].text);
    assert.equal(await page.$eval('#month', (input) => input.getAttribute('aria-valuetext')), windows[3].text);
    assert.equal((await fields(page)).t, windows[3].key);
    assert.equal(await drawn(page), windows[3].classes.length);
    assert.equal(await text(page, '#head-chosen'), windows[3].name);
    assert.deepEqual(await page.$$eval('#places-body td.chosen', (cells) => cells.map((cell) => cell.textContent)), windows[3].area_reports.map(String));
    await page.click('#later');
    assert.equal(await text(page, '#state'), windows[4].text);
    await page.click('#earlier');
    assert.equal(await text(page, '#state'), windows[3].text);
    await page.focus('#month');
    await press(page, 'End');
    assert.equal(await text(page, '#state'), windows[months].text);
    assert.ok(await page.$eval('#later', (button) => button.disabled));
    await page.click('#whole');
    assert.equal(await text(page, '#state'), windows[0].text);
    assert.equal(await focused(page), 'month');
    assert.equal(await visible(page, '#whole'), false);
    assert.equal(await visible(page, '#head-chosen'), false);
    return page;
  },

  async 'hours of the week are chosen with mouse and arrows'() {
    const page = await open('town.html');
    const friday = await windowOf(page, 'd5h20');
    const button = await page.$('#week-body tr:nth-child(6) td:nth-child(6) button');
    await button.click();
    assert.equal(await text(page, '#state'), friday.text);
    assert.equal(await button.evaluate((element) => element.getAttribute('aria-pressed')), 'true');
    assert.equal(await button.evaluate((element) => element.getAttribute('aria-label')), friday.text);
    await button.click();
    assert.equal(await text(page, '#state'), (await windowOf(page, 'all')).text);
    assert.equal(await count(page, '#week button[tabindex="0"]'), 1);
    await page.focus('#week button[tabindex="0"]');
    await press(page, 'ArrowDown', 6);
    await press(page, 'ArrowRight', 4);
    await press(page, 'Enter');
    assert.equal(await text(page, '#state'), friday.text);
    assert.equal(await count(page, '#week button[tabindex="0"]'), 1);
    await press(page, 'ArrowRight', 12);
    await press(page, 'Space');
    assert.equal((await fields(page)).t, 'd7h20');
    return page;
  },

  async 'too few reports are said in words'() {
    const page = await open('town.html', {hash: '#t=d1h04'});
    const few = await windowOf(page, 'd1h04');
    assert.equal(few.classes, undefined);
    assert.match(few.text, /^Maandag 04–08 uur: \d+ meldingen, te weinig/);
    assert.equal(await text(page, '#state'), few.text);
    assert.equal(await drawn(page), 0);
    assert.equal(await count(page, '#legend-classes li'), 0);
    return page;
  },

  async 'windows of one series have one legend'() {
    const page = await open('town.html', {hash: '#t=d1'});
    const legend = () => text(page, '#legend-classes');
    const first = await legend();
    assert.match(await text(page, '#legend-note'), /^Dezelfde klassen/);
    for (const button of (await page.$$('#week-head button')).slice(1)) {
      await button.click();
      assert.equal(await legend(), first);
    }
    return page;
  },

  async 'layers go on and off'() {
    const page = await open('town.html');
    const paths = () => count(page, '#map path');
    const before = await paths();
    await page.click('#layer-streets');
    assert.ok(await paths() < before);
    assert.ok(!(await fields(page)).l.split(',').includes('streets'));
    await page.focus('#layer-streets');
    await press(page, 'Space');
    assert.equal(await paths(), before);
    assert.equal((await fields(page)).l, undefined);
    for (const key of ['lights', 'cameras', 'venues', 'transit']) {
      const off = await paths();
      await page.click('#layer-' + key);
      assert.ok(await paths() > off, key);
    }
    return page;
  },

  async 'a link brings another reader to the same picture'() {
    const page = await open('town.html');
    await page.focus('#month');
    await press(page, 'ArrowRight', 5);
    await page.click('#layer-cameras');
    await (await page.$$('#places-body button'))[1].click();
    await settle();
    await page.waitForFunction(() => !document.querySelector('.leaflet-pan-anim'));
    const hash = await page.evaluate(() => window.location.hash);
    const again = await open('town.html', {hash});
    await settle();
    for (const selector of ['#state', '.leaflet-popup-content', '#legend-classes']) assert.equal(await text(again, selector), await text(page, selector));
    assert.ok(await again.$eval('#layer-cameras', (box) => box.checked));
    assert.equal(await again.evaluate(() => window.location.hash), hash);
    await again.evaluate(() => {
      window.location.hash = '#t=h20';
    });
    await settle();
    assert.equal(await text(again, '#state'), (await windowOf(again, 'h20')).text);
    await again.close();
    return page;
  },

  async 'a link that is nonsense shows the whole'() {
    const page = await open('town.html', {hash: '#x=1e99&y=<b>&z=--&t=__proto__&a=999&l=constructor,<script>&&==%'});
    assert.equal(await text(page, '#state'), (await windowOf(page, 'all')).text);
    assert.deepEqual(page.seen.messages, []);
    return page;
  },

  async 'fits a telephone of 360 pixels'() {
    const page = await open('town.html', {width: 360, height: 740, hash: '#t=d6h20'});
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 360);
    const small = await page.$$eval('button, input, summary, .mark', (elements) => elements.filter((element) => element.getClientRects().length > 0)
      .map((element) => ({box: (element.type === 'checkbox' ? element.parentNode : element).getBoundingClientRect(), name: element.tagName + ' ' + (element.id || element.textContent)}))
      .filter(({box}) => box.width < 24 || box.height < 24).map(({name}) => name));
    assert.deepEqual(small, []);
    const names = await page.$$eval('#places-body th', (cells) => cells.every((cell) => cell.scrollWidth <= cell.clientWidth));
    assert.ok(names);
    await page.screenshot({path: path.join(folder, 'telephone.png'), fullPage: true});
    return page;
  },

  async 'prints what is chosen, marked on every page'() {
    const page = await open('town.html', {hash: '#t=2024-05'});
    const chosen = await text(page, '#state');
    await page.pdf({path: path.join(folder, 'print.pdf'), format: 'A4'});
    await page.emulateMediaType('print');
    for (const selector of ['#months', '#week-part', '#layers-part', '.leaflet-control-zoom', '#whole']) assert.equal(await visible(page, selector), false, selector);
    for (const selector of ['#map', '#legend', '#places-table', '#notes', '#state']) assert.equal(await visible(page, selector), true, selector);
    assert.equal(await text(page, '#state'), chosen);
    assert.equal(await page.$eval('#map', (map) => Math.round(map.getBoundingClientRect().width)), Math.round(178 / 25.4 * 96));
    return page;
  },

  async 'axe-core finds nothing, light and dark, wide and narrow'() {
    for (const [scheme, width] of [['light', 1280], ['light', 360], ['dark', 1280], ['dark', 360]]) {
      const page = await open('town.html', {scheme, width, height: 800});
      assert.deepEqual(await wrongs(page), [], scheme + ' ' + width);
      await page.click('#week-body tr:nth-child(6) td:nth-child(7) button');
      await page.click('#places-body button');
      for (const key of ['lights', 'cameras']) await page.click('#layer-' + key);
      await page.click('summary');
      await settle();
      assert.deepEqual(await wrongs(page), [], scheme + ' ' + width + ' with a popup');
      await page.screenshot({path: path.join(folder, scheme + '-' + width + '.png'), fullPage: true});
      await page.close();
    }
  },

  async 'dark is dark and light is light'() {
    for (const [scheme, dark] of [['light', false], ['dark', true]]) {
      const page = await open('town.html', {scheme});
      const [red] = await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor.match(/\d+/g).map(Number));
      assert.equal(red < 64, dark);
      await page.close();
    }
  },

  async 'hostile names are text'() {
    const page = await open('hostile.html', {width: 360, height: 740});
    const {title, subtitle, areas} = await data(page);
    assert.ok(subtitle.includes('</script><script>window.broken=1</script>'));
    assert.equal(await text(page, '#subtitle'), subtitle);
    assert.equal(await page.title(), title + ' – ' + subtitle);
    assert.ok(areas.some((area) => area.name.includes('<img src=x onerror=')) || areas.some((area) => area.name.includes('🎉')));
    for (const button of await page.$$('#places-body button')) await button.click();
    assert.equal(await page.evaluate(() => window.broken), undefined);
    assert.equal(await count(page, 'img'), 0);
    assert.deepEqual([page.seen.dialogs, page.seen.messages, page.seen.requests.length], [[], [], 1]);
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 360);
    assert.deepEqual(await wrongs(page), []);
    return page;
  },

  async 'numbers do not lie over each other'() {
    const page = await open('town.html', {width: 360, height: 740});
    for (let i = 0; i < 4; i++) {
      await page.click('.leaflet-control-zoom-out');
      await settle();
    }
    const boxes = await page.$$eval('.mark', (marks) => marks.filter((mark) => mark.getClientRects().length > 0).map((mark) => mark.getBoundingClientRect().toJSON()));
    assert.ok(boxes.length < await count(page, '.mark'));
    boxes.forEach((box, i) => boxes.slice(i + 1).forEach((other) => assert.ok(Math.abs(box.x - other.x) > 24 || Math.abs(box.y - other.y) > 24)));
    assert.equal(await page.$eval('.mark', (mark) => mark.getClientRects().length), 1);
    return page;
  },

  async 'a page of few reports stands'() {
    const page = await open('few.html', {width: 360, height: 740});
    assert.match(await text(page, '#state'), /te weinig/);
    assert.equal(await visible(page, '#week'), false);
    assert.equal(await visible(page, '#week-note'), true);
    assert.equal(await visible(page, '#places-table'), false);
    assert.equal(await visible(page, '#no-places'), true);
    assert.deepEqual(page.seen.messages, []);
    assert.deepEqual(await wrongs(page), []);
    return page;
  },

  async 'speaks English too'() {
    const page = await open('english.html');
    assert.equal(await page.evaluate(() => document.documentElement.lang), 'en');
    assert.match(await text(page, '#state'), /^Whole period: 2,372 reports\.$/);
    return page;
  },

  async 'without scripts it says so'() {
    const page = await open('town.html', {script: false});
    assert.match(await page.$eval('noscript', (element) => element.innerText), /script/);
    return page;
  }
};

let failed = 0;
for (const [name, test] of Object.entries(tests)) {
  try {
    const page = await test();
    if (page) await page.close();
    console.log('ok: ' + name);
  } catch (error) {
    failed++;
    console.log('FAILED: ' + name + '\n' + error.stack);
  }
}
const page = await open('town.html');
const opened = await page.evaluate(() => Math.round(window.performance.getEntriesByType('navigation')[0].loadEventEnd));
console.log('opened, read and drawn in ' + opened + ' ms');
await browser.close();
console.log('browser: ' + (Object.keys(tests).length - failed) + ' passed, ' + failed + ' failed');
process.exit(failed > 0 ? 1 : 0);

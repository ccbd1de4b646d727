/*
 * The page of `brandpunt web`: draws the data that the program put in it, and follows the reader.
 *
 * Everything shown comes from the JSON in #data and is set as text, never as markup. Coordinates are metres of the project's system:
 * Leaflet's latitude is y and its longitude is x. What the reader has chosen (view, window of time, area, layers) stands behind the #
 * of the address, so that a link brings another reader to the same picture.
 */
(() => {
  'use strict';

  const data = JSON.parse(document.getElementById('data').textContent);
  const words = data.words;
  const colours = data.colours;
  const still = window.matchMedia('(prefers-reduced-motion: reduce)').matches;
  const byId = (id) => document.getElementById(id);

  /* An element with a text and attributes. */
  function make(tag, text, attributes = {}) {
    const element = document.createElement(tag);
    if (text !== null && text !== undefined) element.textContent = text;
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    return element;
  }

  /* 1234 as 1.234 or 1,234. */
  function whole(number) {
    return String(Math.round(number)).replace(/\B(?=(\d{3})+$)/g, data.thousands);
  }

  /* ---- geometry: render/web_data.h says how it is written ---- */

  const characters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  const valueOf = new Map(Array.from(characters, (character, value) => [character, value]));

  function reader(text) {
    let at = 0;
    return () => {
      let number = 0;
      let factor = 1;
      for (let more = true; more; factor *= 32) {
        const value = valueOf.get(text[at++]);
        number += (value % 32) * factor;
        more = value >= 32;
      }
      return number % 2 ? -(number + 1) / 2 : number / 2;
    };
  }

  /* Features, each a list of parts, each a list of [y, x]. */
  function readShape(text) {
    const next = reader(text);
    let x = 0;
    let y = 0;
    const part = () => Array.from({length: next()}, () => {
      x += next();
      y += next();
      return [data.y0 + y * data.step, data.x0 + x * data.step];
    });
    return Array.from({length: next()}, () => Array.from({length: next()}, part));
  }

  /* ---- map ---- */

  const bounds = L.latLngBounds([data.y0, data.x0], [data.y0 + data.height, data.x0 + data.width]);
  const map = L.map('map', {
    crs: L.CRS.Simple,
    zoomControl: false,
    attributionControl: false,
    zoomSnap: 0.125,
    zoomDelta: 0.5,
    maxZoom: 2,
    minZoom: -10,
    maxBounds: bounds.pad(0.5),
    zoomAnimation: !still,
    fadeAnimation: !still,
    inertia: !still
  });
  L.control.zoom({position: 'bottomright', zoomInTitle: words.zoom_in, zoomOutTitle: words.zoom_out}).addTo(map);
  L.control.scale({imperial: false}).addTo(map);

  /* One drawing a level, the lowest first: the density lies on the ground and under the streets, as on the printed map. */
  const renderers = {};
  ['ground', 'density', 'structure', 'signs', 'areas'].forEach((name, i) => {
    map.createPane(name).style.zIndex = 300 + 20 * i;
    renderers[name] = L.svg({pane: name, padding: 0.5});
  });

  const flat = (shape) => shape.reduce((parts, feature) => parts.concat(feature), []);
  const drawing = (pane, options) => Object.assign({pane, renderer: renderers[pane], interactive: false}, options);

  /* All rings as one path: by the even-odd rule holes stay holes. */
  function polygons(shape, pane, options) {
    return L.polygon(flat(shape), drawing(pane, Object.assign({stroke: false, fillOpacity: 1}, options)));
  }

  function lines(parts, pane, options) {
    return L.polyline(parts, drawing(pane, options));
  }

  const pixels = (metres, least, most) => Math.min(most, Math.max(least, metres * Math.pow(2, map.getZoom())));

  /* A dot is a line without length, with round ends: one path for all of them. It grows when the reader comes nearer. */
  function dots(places, colour, metres, least, most) {
    const path = L.polyline(places.map((place) => [place, place]), drawing('signs', {lineCap: 'round', smoothFactor: 0, noClip: true, color: colour}));
    path.restyle = () => path.setStyle({weight: pixels(metres, least, most)});
    return path;
  }

  /* Several drawings as one, restyled together. */
  function together(drawings) {
    const group = L.layerGroup(drawings);
    group.restyle = () => group.eachLayer((drawn) => drawn.restyle && drawn.restyle());
    return group;
  }

  /* ---- layers of the base map ---- */

  /* Widths in metres of footpaths, residential streets, streets and main roads; and at least so many pixels. */
  const streetWidths = [{metres: 2, least: 0.6}, {metres: 5, least: 0.6}, {metres: 7, least: 1}, {metres: 10, least: 2}];

  function drawStreets(layer, shape) {
    const drawings = [];
    const ordered = [0, 1, 2, 3].map((importance) => flat(shape.filter((_, i) => Number((layer.importance || '')[i] || 2) === importance)));
    const add = (importance, options, extra) => {
      if (ordered[importance].length === 0) return;
      const line = lines(ordered[importance], 'structure', options);
      line.restyle = () => {
        const width = streetWidths[importance];
        line.setStyle({weight: pixels(width.metres, width.least, Infinity) + extra});
      };
      drawings.push(line);
    };
    [1, 2, 3].forEach((importance) => add(importance, {color: importance === 3 ? colours.casing_main : colours.casing}, 1.5));
    add(0, {color: colours.path, dashArray: '3 3'}, 0);
    [1, 2, 3].forEach((importance) => add(importance, {color: colours.street}, 0));
    return together(drawings);
  }

  /* The place of each point feature that has one, with its number. */
  const placesOf = (shape) => shape.map((feature, i) => ({i, place: feature.length > 0 ? feature[0][0] : null})).filter(({place}) => place);
  const placeOnly = ({place}) => place;

  function drawLights(layer, shape) {
    const lights = placesOf(shape);
    const broken = ({i}) => (layer.importance || '')[i] === '1';
    return together([
      dots(lights.filter((light) => !broken(light)).map(placeOnly), colours.light, 4, 1, 6),
      dots(lights.filter(broken).map(placeOnly), colours.light_broken, 6, 3, 9)
    ]);
  }

  /* What a camera looks at, as far as that is known: direction, angle and reach. */
  function viewOf([y, x], [direction, angle, reach]) {
    if (reach === null) return [];
    const round = direction === null || angle === null || angle >= 360;
    const from = round ? 0 : direction - angle / 2;
    const steps = 24;
    const arc = Array.from({length: steps + 1}, (_, i) => {
      const turn = (from + (round ? 360 : angle) * i / steps) * Math.PI / 180;
      return [y + reach * Math.cos(turn), x + reach * Math.sin(turn)];
    });
    return [round ? arc : [[y, x], ...arc]];
  }

  function drawCameras(layer, shape) {
    const cameras = placesOf(shape);
    const places = cameras.map(placeOnly);
    const views = layer.views ? cameras.map(({i, place}) => viewOf(place, layer.views[i])) : [];
    return together([
      ...views.map((view) => polygons([view], 'signs', {fillColor: colours.camera_view, stroke: true, color: colours.camera, weight: 1})),
      dots(places, '#ffffff', 12, 8, 14),
      dots(places, colours.camera, 9, 5, 11)
    ]);
  }

  const drawPoints = (colour) => (layer, shape) => dots(flat(shape).map((part) => part[0]), colour, 9, 5, 11);

  const drawLayer = {
    green: (layer, shape) => polygons(shape, 'ground', {fillColor: colours.green}),
    water: (layer, shape) => layer.kind === 'polygon' ? polygons(shape, 'ground', {fillColor: colours.water, stroke: true, color: colours.water_line, weight: 1})
      : lines(flat(shape), 'ground', {color: colours.water_line, weight: 3}),
    railway: (layer, shape) => L.layerGroup([lines(flat(shape), 'structure', {color: colours.railway, weight: 3}),
      lines(flat(shape), 'structure', {color: '#ffffff', weight: 1.5, dashArray: '6 6'})]),
    buildings: (layer, shape) => polygons(shape, 'structure', {fillColor: colours.building}),
    streets: drawStreets,
    neighbourhoods: (layer, shape) => lines(flat(shape).map((ring) => ring.concat([ring[0]])), 'structure', {color: colours.neighbourhood, weight: 1, dashArray: '2 4'}),
    boundary: (layer, shape) => lines(flat(shape).map((ring) => ring.concat([ring[0]])), 'structure', {color: colours.boundary, weight: 2}),
    lights: drawLights,
    cameras: drawCameras,
    venues: drawPoints(colours.venue),
    transit: drawPoints(colours.transit)
  };

  const layers = data.layers.map((layer) => {
    const shape = readShape(layer.shape);
    return {key: layer.key, names: layer.names, notes: layer.notes, shape, initially: layer.shown, shown: false, drawn: drawLayer[layer.key](layer, shape)};
  });

  function showLayer(layer, shown) {
    layer.shown = shown;
    if (shown) layer.drawn.addTo(map);
    else layer.drawn.remove();
    layer.box.checked = shown;
  }

  function restyle() {
    layers.filter((layer) => layer.shown && layer.drawn.restyle).forEach((layer) => layer.drawn.restyle());
  }

  layers.forEach((layer) => {
    const label = make('label');
    layer.box = make('input', null, {type: 'checkbox', id: 'layer-' + layer.key});
    layer.box.addEventListener('change', () => {
      showLayer(layer, layer.box.checked);
      restyle();
      placeNames();
      keepLink();
    });
    label.append(layer.box, words['layer_' + layer.key]);
    byId('layers').append(label);
  });

  /* ---- names of streets and neighbourhoods: as many as fit without touching ---- */

  const pen = document.createElement('canvas').getContext('2d');
  const nameGroup = L.layerGroup().addTo(map);
  const middle = (part) => part[Math.floor(part.length / 2)];
  const lengthOf = (part) => part.reduce((sum, place, i) => sum + (i > 0 ? Math.hypot(place[0] - part[i - 1][0], place[1] - part[i - 1][1]) : 0), 0);

  /* The centre of mass of a ring; of one without area, its first corner. */
  function centre(ring) {
    let area = 0;
    let x = 0;
    let y = 0;
    ring.forEach(([by, bx], i) => {
      const [ay, ax] = ring[(i + ring.length - 1) % ring.length];
      const cross = (ax - data.x0) * (by - data.y0) - (bx - data.x0) * (ay - data.y0);
      area += cross;
      x += (ax + bx - 2 * data.x0) * cross;
      y += (ay + by - 2 * data.y0) * cross;
    });
    return area === 0 ? ring[0] : [data.y0 + y / (3 * area), data.x0 + x / (3 * area)];
  }

  /* Where each name stands: of a street in the middle of its longest piece. */
  function listNames(layer, kind) {
    const best = new Map();
    layer.shape.forEach((feature, i) => {
      const name = layer.names && layer.names[i];
      const part = feature.reduce((longest, other) => (!longest || lengthOf(other) > lengthOf(longest) ? other : longest), null);
      if (!name || !part) return;
      const length = lengthOf(part);
      const known = best.get(name);
      if (!known || length > known.length) best.set(name, {name, note: layer.notes && layer.notes[i], kind, length, place: kind === 'quarter' ? centre(part) : middle(part), layer});
    });
    return Array.from(best.values()).sort((a, b) => b.length - a.length);
  }

  const names = ['neighbourhoods', 'streets'].reduce((all, key) => {
    const layer = layers.find((other) => other.key === key);
    return layer ? all.concat(listNames(layer, key === 'streets' ? 'street' : 'quarter')) : all;
  }, []);

  const touches = (box, others) => others.some((other) => box[0] < other[2] && other[0] < box[2] && box[1] < other[3] && other[1] < box[3]);

  /* The boxes that the numbers of the areas take. Where two would touch only the first in rank is there, until the reader comes nearer; its
     outline and its row in the table stay. */
  function placeNumbers() {
    const taken = [];
    const kept = (area) => area === chosenArea || area.mark === document.activeElement;
    areas.slice().sort((a, b) => kept(b) - kept(a)).forEach((area) => {
      const point = map.latLngToLayerPoint([area.y, area.x]);
      const box = [point.x - 13, point.y - 13, point.x + 13, point.y + 13];
      area.mark.hidden = !kept(area) && touches(box, taken);
      if (!area.mark.hidden) taken.push(box);
    });
    return taken;
  }

  function placeNames() {
    const scale = Math.pow(2, map.getZoom());
    const view = map.getBounds();
    const taken = placeNumbers();
    nameGroup.clearLayers();
    for (const label of names) {
      const streetFits = label.kind === 'street' && scale >= 0.35;
      const quarterFits = label.kind === 'quarter' && scale >= 0.05;
      if (!label.layer.shown || !(streetFits || quarterFits) || !view.contains(label.place)) continue;
      pen.font = label.kind === 'street' ? '12px sans-serif' : 'bold 13px sans-serif';
      const width = Math.max(pen.measureText(label.name).width, pen.measureText(label.note || '').width) / 2 + 6;
      if (label.kind === 'street' && label.length * scale < width) continue;
      const height = label.note ? 18 : 10;
      const point = map.latLngToLayerPoint(label.place);
      const box = [point.x - width, point.y - height, point.x + width, point.y + height];
      if (touches(box, taken)) continue;
      taken.push(box);
      const text = make('span', label.name, {'aria-hidden': 'true'});
      if (label.note) text.append(make('br'), label.note);
      nameGroup.addLayer(L.marker(label.place, {icon: L.divIcon({className: 'name ' + label.kind, html: text, iconSize: [0, 0]}), interactive: false, keyboard: false}));
    }
  }

  /* ---- areas ---- */

  const areaShapes = readShape(data.area_shape);
  const areas = data.areas.map((area, i) => Object.assign({}, area, {shape: areaShapes[i]}));
  const popup = L.popup({maxWidth: Math.min(300, map.getSize().x - 64), maxHeight: map.getSize().y - 64, minWidth: 160, autoPanPadding: [8, 8]});
  let chosenArea = null;
  let backTo = null; /* where the focus was before the popup */

  /* The rows of a popup: word and text. */
  function facts(area) {
    const rows = [['reports', area.reports], ['reporters', area.reporters], ['peak', area.peak || data.missing]];
    const counts = data.windows[chosen].area_reports;
    if (chosen > 0 && counts) rows.splice(1, 0, [null, whole(counts[areas.indexOf(area)])]);
    for (const key of ['trend', 'status', 'levers']) if (area[key]) rows.push([key, area[key]]);
    return rows;
  }

  function popupContent(area) {
    const content = make('div', null, {class: 'place', role: 'dialog', 'aria-label': area.name, tabindex: '0'});
    const list = make('dl');
    content.append(make('h3', area.rank + '. ' + area.name), list);
    facts(area).forEach(([key, text]) => list.append(make('dt', key ? words[key] : data.windows[chosen].name), make('dd', text)));
    content.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') map.closePopup(popup);
    });
    return content;
  }

  /* In front of the reader too: from the table the map may be out of sight. */
  function openArea(area, from, near) {
    popup.options.autoPan = from !== null; /* a link has the view already */
    backTo = null;
    map.closePopup(popup);
    chosenArea = area;
    backTo = from;
    const content = popupContent(area);
    if (near) {
      const place = byId('map').getBoundingClientRect();
      if (place.top < 0 || place.bottom > window.innerHeight) byId('map').scrollIntoView({block: 'nearest', behavior: still ? 'auto' : 'smooth'});
      map.fitBounds(L.latLngBounds(flat([area.shape])).pad(0.5), {maxZoom: -0.5, animate: false});
    }
    popup.setLatLng([area.y, area.x]).setContent(content).openOn(map);
    const close = popup.getElement().querySelector('.leaflet-popup-close-button');
    close.setAttribute('aria-label', words.close);
    close.setAttribute('role', 'button');
    if (from) content.focus({preventScroll: true});
    markChosenArea();
    keepLink();
  }

  function markChosenArea() {
    areas.forEach((area) => area.row.classList.toggle('chosen', area === chosenArea));
  }

  map.on('popupclose', () => {
    chosenArea = null;
    markChosenArea();
    if (backTo) backTo.focus({preventScroll: true});
    backTo = null;
    keepLink();
  });

  function drawArea(area) {
    const style = {color: colours.ink, weight: area.hotspot ? 2.5 : 2, dashArray: area.hotspot ? null : '6 5', fill: true, fillOpacity: 0};
    area.outline = L.polygon(area.shape, drawing('areas', Object.assign(style, {interactive: true}))).addTo(map);
    const icon = L.divIcon({className: 'mark' + (area.hotspot ? '' : ' indicative'), html: make('span', String(area.rank)), iconSize: null});
    const marker = L.marker([area.y, area.x], {icon, keyboard: true}).addTo(map);
    const element = marker.getElement();
    element.style.marginLeft = element.style.marginTop = '-.8125rem';
    area.mark = element;
    element.setAttribute('role', 'button');
    element.setAttribute('aria-label', area.rank + '. ' + area.name);
    element.addEventListener('keydown', (event) => {
      if (event.key === 'Enter' || event.key === ' ') {
        event.preventDefault();
        openArea(area, element);
      }
    });
    marker.on('click', () => openArea(area, element));
    area.outline.on('click', () => openArea(area, element));
  }

  /* ---- table of the areas ---- */

  const columns = ['rank', 'place', 'reports', 'chosen', 'peak', 'trend', 'status'].filter((key) => key !== 'chosen' || data.windows[0].area_reports);
  const numeric = (key) => key + (key === 'reports' || key === 'chosen' ? ' number' : '');

  function fillTable() {
    byId('no-places').hidden = areas.length > 0;
    byId('places-table').hidden = areas.length === 0;
    columns.forEach((key) => byId('places-head').append(make('th', words[key], {scope: 'col', role: 'columnheader', class: numeric(key), id: 'head-' + key})));
    areas.forEach((area) => {
      area.row = make('tr', null, {role: 'row'});
      area.cells = {};
      columns.forEach((key) => {
        if (key === 'place') {
          const head = make('th', null, {scope: 'row', role: 'rowheader'});
          const button = make('button', area.name, {type: 'button'});
          button.addEventListener('click', () => openArea(area, button, true));
          head.append(button);
          area.row.append(head);
          return;
        }
        const text = key === 'rank' ? area.rank : key === 'peak' ? area.peak || data.missing : area[key];
        const cell = make('td', text, {role: 'cell', class: key === 'rank' ? 'place-rank' : numeric(key)});
        if (key !== 'rank') cell.dataset.label = words[key];
        area.cells[key] = cell;
        area.row.append(cell);
      });
      byId('places-body').append(area.row);
    });
  }

  /* The column of what is chosen is there when something is. */
  function fillChosen() {
    const counts = data.windows[chosen].area_reports;
    const head = byId('head-chosen');
    if (!head) return;
    head.hidden = chosen === 0 || !counts;
    head.textContent = data.windows[chosen].name;
    areas.forEach((area, i) => {
      area.cells.chosen.hidden = head.hidden;
      area.cells.chosen.textContent = counts ? whole(counts[i]) : '';
      area.cells.chosen.dataset.label = data.windows[chosen].name;
    });
  }

  /* ---- windows of time ---- */

  let chosen = 0; /* index of the window */
  let density = null;
  const firstDay = 1 + data.months;
  const parts = data.parts.length;
  const hasWeek = data.windows.length > firstDay;

  function drawDensity(window) {
    const classes = data.series[window.series].classes;
    return L.layerGroup((window.classes || []).map((shape, i) => polygons(readShape(shape), 'density', {fillColor: classes[i].colour})));
  }

  function fillLegend(window) {
    const series = data.series[window.series];
    const shown = Boolean(window.classes && series.classes.length);
    byId('legend-classes').replaceChildren(...(shown ? series.classes : []).map((kind) => {
      const item = make('li');
      const swatch = make('span', null, {class: 'swatch'});
      swatch.style.backgroundColor = kind.colour;
      item.append(swatch, kind.text);
      return item;
    }));
    byId('legend-unit').textContent = shown ? series.unit : '';
    byId('legend-unit').hidden = !shown;
    byId('legend-note').textContent = shown && series.note ? series.note : '';
    byId('legend-areas').hidden = areas.length === 0;
  }

  function choose(index) {
    chosen = index;
    const window = data.windows[index];
    if (density) density.remove();
    density = drawDensity(window).addTo(map);
    fillLegend(window);
    fillChosen();
    byId('state').textContent = window.text;
    const month = index <= data.months ? index : 0;
    byId('month').value = month;
    byId('month').setAttribute('aria-valuetext', data.windows[month].text);
    byId('earlier').disabled = month === 0;
    byId('later').disabled = month === data.months;
    byId('whole').hidden = index === 0;
    bars.forEach((bar, i) => bar.classList.toggle('chosen', i + 1 === index));
    weekButtons.forEach((button) => button.element.setAttribute('aria-pressed', String(button.index === index)));
    if (chosenArea) popup.setContent(popupContent(chosenArea));
    keepLink();
  }

  const bars = [];

  /* A bar a month; open where there are too few reports for a surface. */
  function drawBars() {
    const svg = byId('bars');
    const months = data.windows.slice(1, firstDay);
    const most = Math.max(1, ...months.map((window) => window.reports));
    svg.setAttribute('viewBox', '0 0 ' + (months.length + 1) + ' 100');
    svg.setAttribute('preserveAspectRatio', 'none');
    months.forEach((window, i) => {
      const bar = document.createElementNS('http://www.w3.org/2000/svg', 'rect');
      const height = 100 * window.reports / most;
      for (const [name, value] of Object.entries({x: i + 1.1, y: 100 - height, width: 0.8, height})) bar.setAttribute(name, value);
      if (!window.classes) bar.classList.add('few');
      bar.addEventListener('click', () => choose(i + 1));
      svg.append(bar);
      bars.push(bar);
    });
  }

  const weekButtons = [];

  /* The button of a window. What stands on it is part of its name, for who speaks to the page; its colour is its share of the fullest of its series. */
  function weekButton(index, text, most) {
    const window = data.windows[index];
    const heat = most > 0 ? Math.min(4, Math.floor(window.reports / most * 5)) : 0;
    const label = index < firstDay + 7 ? text + ', ' + window.text : window.text;
    const element = make('button', text, {type: 'button', class: 'heat-' + heat, 'aria-label': label, 'aria-pressed': 'false', tabindex: '-1'});
    if (!window.classes) element.classList.add('few');
    element.addEventListener('click', () => choose(index === chosen ? 0 : index));
    weekButtons.push({element, index});
    return element;
  }

  /* Arrow keys go through the week; only one of its buttons is a stop for Tab. */
  function moveInWeek(event) {
    const step = {ArrowRight: [0, 1], ArrowLeft: [0, -1], ArrowDown: [1, 0], ArrowUp: [-1, 0]}[event.key];
    const cell = event.target.closest('td, th');
    if (!step || !cell) return;
    const rows = byId('week').rows;
    const row = rows[cell.parentNode.rowIndex + step[0]];
    const other = row && row.cells[cell.cellIndex + step[1]];
    const button = other && other.querySelector('button');
    event.preventDefault();
    if (!button) return;
    weekButtons.forEach(({element}) => element.setAttribute('tabindex', '-1'));
    button.setAttribute('tabindex', '0');
    button.focus();
  }

  function fillWeek() {
    byId('week-note').textContent = data.week_note || '';
    byId('week-part').hidden = !hasWeek && !data.week_note;
    byId('week').hidden = byId('week-help').hidden = !hasWeek;
    if (!hasWeek) return;
    const firstPart = firstDay + 7;
    const firstBlock = firstPart + parts;
    const most = (from, count) => Math.max(...data.windows.slice(from, from + count).map((window) => window.reports));
    byId('week-head').append(make('td'));
    data.days.forEach((name, day) => {
      const head = make('th', null, {scope: 'col'});
      head.append(weekButton(firstDay + day, name, most(firstDay, 7)));
      byId('week-head').append(head);
    });
    data.parts.forEach((name, part) => {
      const row = make('tr');
      const head = make('th', null, {scope: 'row'});
      head.append(weekButton(firstPart + part, name, most(firstPart, parts)));
      row.append(head);
      data.days.forEach((_, day) => {
        const cell = make('td');
        const index = firstBlock + day * parts + part;
        cell.append(weekButton(index, whole(data.windows[index].reports), most(firstBlock, 7 * parts)));
        row.append(cell);
      });
      byId('week-body').append(row);
    });
    weekButtons[0].element.setAttribute('tabindex', '0');
    byId('week').addEventListener('keydown', moveInWeek);
  }

  /* ---- link ---- */

  let ready = false;
  let written = '';

  function keepLink() {
    if (!ready) return;
    const place = map.getCenter();
    const fields = ['x=' + Math.round(place.lng), 'y=' + Math.round(place.lat), 'z=' + Math.round(map.getZoom() * 100) / 100];
    if (chosen > 0) fields.push('t=' + data.windows[chosen].key);
    if (chosenArea) fields.push('a=' + chosenArea.rank);
    if (layers.some((layer) => layer.shown !== layer.initially)) fields.push('l=' + layers.filter((layer) => layer.shown).map((layer) => layer.key).join(','));
    written = '#' + fields.join('&');
    try {
      window.history.replaceState(null, '', written);
    } catch {
      written = ''; /* a viewer within another page may keep no address; all else works */
    }
  }

  /* What a link says, as far as it can be understood; the rest stays as it is at first. */
  function followLink() {
    const fields = new Map(window.location.hash.slice(1).split('&').map((field) => field.split('=', 2)));
    const number = (key) => (/^-?\d{1,9}(\.\d{1,6})?$/.test(fields.get(key) || '') ? Number(fields.get(key)) : NaN);
    const [x, y, z] = ['x', 'y', 'z'].map(number);
    const listed = fields.has('l') ? fields.get('l').split(',') : null;
    layers.forEach((layer) => showLayer(layer, listed ? listed.includes(layer.key) : layer.initially));
    if (Number.isFinite(x + y + z) && bounds.pad(1).contains([y, x])) map.setView([y, x], Math.max(map.getMinZoom(), Math.min(map.getMaxZoom(), z)), {animate: false});
    else map.fitBounds(bounds, {animate: false});
    choose(Math.max(0, data.windows.findIndex((window) => window.key === fields.get('t'))));
    map.closePopup(popup);
    const area = areas.find((other) => other.rank === number('a'));
    if (area) openArea(area, null);
    restyle();
    placeNames();
  }

  /* ---- together ---- */

  function fillTexts() {
    document.title = data.title + (data.subtitle ? ' – ' + data.subtitle : '');
    document.querySelectorAll('.marking').forEach((element) => {
      element.textContent = data.marking || '';
    });
    for (const key of ['title', 'subtitle', 'sources', 'run']) byId(key).textContent = data[key] || '';
    document.documentElement.style.setProperty('--marking', JSON.stringify(data.marking || ''));
    document.documentElement.style.setProperty('--run', JSON.stringify(data.run || ''));
    byId('banner').textContent = data.banner || '';
    byId('banner').hidden = !data.banner;
    byId('notes').append(...data.notes.map((note) => make('li', note)));
    document.querySelectorAll('.leaflet-control-zoom a').forEach((link) => link.setAttribute('aria-label', link.title));
  }

  function listen() {
    byId('month').addEventListener('input', () => choose(Number(byId('month').value)));
    byId('earlier').addEventListener('click', () => choose(Number(byId('month').value) - 1));
    byId('later').addEventListener('click', () => choose(Number(byId('month').value) + 1));
    byId('whole').addEventListener('click', () => {
      choose(0);
      (data.months > 0 ? byId('month') : byId('map')).focus({preventScroll: true});
    });
    byId('skip').addEventListener('click', (event) => {
      event.preventDefault();
      byId('places').focus();
    });
    map.on('zoomend', restyle);
    map.on('moveend', () => {
      placeNames();
      keepLink();
    });
    window.addEventListener('hashchange', () => {
      if (window.location.hash !== written) followLink();
    });
    window.addEventListener('beforeprint', () => {
      document.body.classList.add('printing');
      map.invalidateSize({animate: false});
    });
    window.addEventListener('afterprint', () => {
      document.body.classList.remove('printing');
      map.invalidateSize({animate: false});
    });
  }

  byId('months').hidden = data.months === 0;
  byId('month').max = data.months;
  fillTexts();
  map.setMinZoom(Math.floor(map.getBoundsZoom(bounds)) - 1);
  map.setView(bounds.getCenter(), map.getMinZoom(), {animate: false});
  areas.forEach(drawArea);
  fillTable();
  drawBars();
  fillWeek();
  followLink();
  listen();
  ready = true;
})();

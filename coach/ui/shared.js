/* What the composing view and the archive share. It stands in front of either script, inside Gradio's HTML component:
 * `element` and `props` are given, and the script behind it has the state `S`.
 * Words that come from people are put in with textContent only, never as HTML. Offsets are UTF-16 units. */

const PLACE = /\[[A-ZÄÖÜa-zäöü][^\]\n]{1,30}\]/g; // an open place, such as "[Zeitpunkt]"
const MARKS = { suggestion: '✎', warning: '▲', error: '◆' };
const STATUS_MARKS = { answered: '✓', deferred: '◷', unanswered: '○' };
const KEPT = 'four-ears'; // in the browser's storage: language, dismissals and the team's name as checksums, keys of shared items, the week's token

const $ = (id) => element.querySelector('#' + id);

/* ---- words ---- */

function t(key, values = {}) {
  return props.strings[key][S.language].replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

function make(tag, className, text, ...children) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text !== undefined && text !== null) node.textContent = text;
  node.append(...children);
  return node;
}

function button(className, text, act, label) {
  const node = make('button', className, text);
  node.type = 'button';
  if (label) node.setAttribute('aria-label', label);
  node.addEventListener('click', act);
  return node;
}

function words(text) {
  const node = make('bdi', 'fe-words', text);
  node.dir = 'auto';
  return node;
}

function translateMarkup() {
  const root = element.querySelector('.fe');
  root.lang = document.documentElement.lang = S.language;
  for (const node of root.querySelectorAll('[data-t]')) node.textContent = t(node.dataset.t);
  for (const node of root.querySelectorAll('[data-label]')) node.setAttribute('aria-label', t(node.dataset.label));
  for (const node of root.querySelectorAll('[data-language]')) {
    node.setAttribute('aria-pressed', String(node.dataset.language === S.language));
  }
}

function choices(select, pairs) {
  const chosen = select.value;
  select.replaceChildren(...pairs.map(([value, text]) => {
    const option = make('option', '', text);
    option.value = value;
    return option;
  }));
  if (pairs.some(([value]) => value === chosen)) select.value = chosen;
}

const percent = (share) => (share === null ? '–' : Math.round(100 * share) + ' %');

/* ---- what the browser keeps ---- */

function kept() {
  try { return JSON.parse(localStorage.getItem(KEPT)) ?? {}; } catch { return {}; }
}

function keep(changes) {
  try { localStorage.setItem(KEPT, JSON.stringify({ ...kept(), ...changes })); } catch { /* a private window */ }
}

/* ---- marks in a text, and what a rewrite changes ---- */

function stretches(text, found) {
  const cuts = [...new Set([0, text.length, ...found.flatMap((m) => [m.start, m.end])])].filter((c) => c >= 0 && c <= text.length).sort((a, b) => a - b);
  return cuts.slice(1).map((end, i) => [cuts[i], end, found.filter((m) => m.start < end && cuts[i] < m.end)]);
}

function marked(text, found) {
  return stretches(text, found).map(([start, end, over]) => {
    const piece = text.slice(start, end);
    if (!over.length) return document.createTextNode(piece);
    const node = make('mark', over.map((m) => 'fe-' + m.level).join(' '), piece);
    if (over.some((m) => m.card && m.card === S.active)) node.classList.add('fe-active');
    const ends = over.find((m) => m.end === end && MARKS[m.level]);
    if (ends) node.dataset.mark = MARKS[ends.level];
    return node;
  });
}

/* The whole text as it could be sent; what goes is struck through, what comes is marked. */
function suggestion(option) {
  const text = make('div', 'fe-change', null, ...option.pieces.map(pieceNode));
  text.dir = 'auto';
  return make('div', 'fe-offer', null, text, ...option.notes.map((n) => make('p', 'fe-soft fe-tiny', n)));
}

function pieceNode({ kind, text }) {
  if (kind === 'same') return document.createTextNode(text);
  if (kind === 'old') return make('del', '', text);
  const places = [...text.matchAll(PLACE)].map((m) => ({ start: m.index, end: m.index + m[0].length, level: 'gap' }));
  return make('ins', '', null, ...marked(text, places));
}

/* The archive: state, talking to the API, the pages and their addresses, keys. Behind shared.js, in front of the pages. */

const TABS = ['queue', 'round', 'insights', 'blocks', 'import', 'settings'];
const RANKS = { agent: 0, trainer: 1, lead: 2 };
const PAGES = { // by the first word of the hash; `draw` shows again what is there, in the other language
  queue: { show: showQueue, draw: drawQueue, keys: queueKeys },
  item: { show: showItem, draw: showItem, keys: itemKeys },
  round: { show: showRound, draw: showRound, keys: roundKeys },
  insights: { show: showInsights, draw: drawInsights },
  blocks: { show: showBlocks, draw: showBlocks },
  import: { show: showImport, draw: drawImport },
  settings: { show: showSettings, draw: drawSettings },
};
const LANE_MARKS = { good: '★', flagged: '▲', uncertain: '◐', random: '⚄', plain: '○', waiting: '…' };
const SAID = [400, 409, 503, 507]; // of these, the server's own words tell more than the page can
const STAGES = ['open', 'answered', 'discussed', 'closed'];
const NEXT_STAGES = { open: ['answered', 'discussed'], answered: ['open', 'discussed'], discussed: ['closed'], closed: [] };
const CAUSES = ['wording', 'text_block', 'process', 'missing_information'];

const S = { language: props.language, me: null, route: null, active: null };

/* ---- the API ---- */

async function api(method, path, body) {
  const upload = body instanceof FormData;
  const sent = { method, credentials: 'same-origin', headers: {} };
  if (method !== 'GET') {
    sent.headers = upload ? { 'X-Four-Ears': '1' } : { 'Content-Type': 'application/json' };
    sent.body = upload ? body : JSON.stringify(body ?? {});
  }
  let answer;
  try { answer = await fetch('/api' + path, sent); } catch { throw new ApiError('offline', ''); }
  const found = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new ApiError(answer.status, found.error?.message ?? '', found.error?.type);
  return found;
}

class ApiError extends Error {
  constructor(status, said, type) {
    super(`the API answered ${status}`);
    Object.assign(this, { status, said, type });
  }
}

/* Do `work`; what the API refuses becomes one calm line. Says whether it went well. */
async function guarded(work) {
  trouble(null);
  try {
    await work();
    return true;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    trouble(error);
    return false;
  }
}

function trouble(error) {
  const box = $('fe-trouble');
  box.hidden = !error;
  box.replaceChildren();
  if (!error) return;
  const known = 'trouble_' + error.status in props.strings ? error.status : 'other';
  box.append(make('span', '', t('trouble_' + known)));
  if (SAID.includes(error.status) && error.said) box.append(' ', reason(error.type, error.said, 'fe-soft fe-tiny'));
  if (error.status === 401) box.append(' ', anchor(`/login?next=/archive&expired=1&lang=${S.language}`, t('sign_in')));
  if (error.status === 404) box.append(' ', anchor('#queue', t('back_to_queue')));
  if (error.status === 'offline') box.append(' ', button('fe-link', t('once_more'), () => (S.me ? route() : enter())));
}

/* Why something was not taken: by its type in the page's language, else in the server's words. */
function reason(type, said, className) {
  const known = 'why_' + type in props.strings;
  const node = make('span', className, known ? t('why_' + type) : said);
  if (!known) node.lang = 'en';
  return node;
}

/* ---- small parts ---- */

/* The address of a page of the archive. Gradio sets a <base>, so that a bare "#…" would lead away from here. */
const here = (hash) => location.pathname + hash;

function anchor(href, text, className) {
  const node = make('a', className ?? 'fe-a', text);
  node.href = href.startsWith('#') ? here(href) : href;
  return node;
}

function options(select, pairs, value) {
  choices(select, pairs);
  select.value = value ?? '';
}

function labelled(text, field, className = 'fe-field') {
  return make('label', className, null, make('span', '', text), field);
}

function checkbox(text, checked) {
  const box = make('input');
  Object.assign(box, { type: 'checkbox', checked });
  return [make('label', 'fe-check', null, box, words(text)), box];
}

function lane(name) {
  const known = name ?? 'waiting';
  const icon = make('span', 'fe-icon', LANE_MARKS[known]);
  icon.setAttribute('aria-hidden', 'true');
  return make('span', 'fe-lane fe-lane-' + known, null, icon, ' ' + t('lane_' + known));
}

/* Ask once more before something is gone; the button says what it does. */
function confirmed(question, deed, act) {
  $('fe-confirm-said').textContent = question;
  $('fe-confirm-do').textContent = deed;
  $('fe-confirm-do').onclick = () => { $('fe-confirm').close(); act(); };
  $('fe-confirm').showModal();
}

function sign(mark, text, className) {
  const icon = make('span', 'fe-icon', mark);
  icon.setAttribute('aria-hidden', 'true');
  return make('span', className, null, icon, ' ' + text);
}

const criterionName = (id) => S.me.criteria.find((c) => c.id === id)?.name[S.language] ?? id;
const criterionPairs = () => S.me.criteria.map((c) => [c.id, c.name[S.language]]);
const channelName = (id) => ('channel_' + id in props.strings ? t('channel_' + id) : id);
const languageName = (id) => ('language_' + id in props.strings ? t('language_' + id) : id);
const count = (key, n) => (n === 1 && key + '_one' in props.strings ? t(key + '_one') : t(key, { count: n.toLocaleString(locale()) }));
const locale = () => (S.language === 'de' ? 'de-DE' : 'en-GB');
const number = (value, digits = 2) => (value === null || value === undefined ? '–' : value.toLocaleString(locale(), { minimumFractionDigits: digits, maximumFractionDigits: digits }));

function day(iso) {
  if (!iso) return '–';
  return new Date(iso + 'T12:00:00').toLocaleDateString(locale(), { day: 'numeric', month: 'short', year: 'numeric' });
}

function faultLines(list, faults) {
  const shown = faults.slice(0, 20).map((f) => make('li', '', null, make('strong', '', t('fault_line', { line: f.line }) + ' '), reason(f.type, f.message)));
  if (faults.length > 20) shown.push(make('li', 'fe-soft', count('faults_more', faults.length - 20)));
  list.replaceChildren(...shown);
}

/* ---- pages and their addresses ---- */

const mayOpen = (name) => (name === 'settings' ? S.me.role === 'lead' : true);

function whereTo() {
  const [path, query = ''] = location.hash.slice(1).split('?');
  const [name, id = null] = path.split('/');
  const known = name in PAGES && mayOpen(name) && (name !== 'item' || id) ? name : 'queue';
  return { name: known, id, query: new URLSearchParams(query), from: S.route?.name ?? null };
}

async function route() {
  if (!S.me) return;
  S.route = whereTo();
  for (const page of element.querySelectorAll('[data-page]')) page.hidden = page.dataset.page !== S.route.name;
  tabs();
  if (S.route.from && S.route.from !== S.route.name) element.querySelector(`[data-page="${S.route.name}"] h2`)?.focus();
  const went = await guarded(() => PAGES[S.route.name].show());
  if (!went && S.route.name === 'item') element.querySelector('[data-page="item"]').hidden = true; // no other item in its place
}

function tabs() {
  const current = S.route?.name === 'item' ? 'queue' : S.route?.name;
  $('fe-tabs').replaceChildren(...TABS.filter(mayOpen).map((name) => {
    const tab = anchor('#' + name, t('tab_' + name), 'fe-tab');
    if (name === current) tab.setAttribute('aria-current', 'page');
    return tab;
  }));
}

/* ---- keys ---- */

function onKey(event) {
  if (event.key === 'F1' || (event.key === '?' && !typingIn(event.target))) {
    event.preventDefault();
    if (!element.querySelector('dialog[open]')) $('fe-keys-dialog').showModal();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || element.querySelector('dialog[open]') || !S.route) return;
  if (typingIn(event.target) && event.key !== 'Escape') return;
  PAGES[S.route.name].keys?.(event);
}

const typingIn = (node) => node.matches?.('textarea, select, input:not([type="checkbox"]):not([type="radio"])') ?? false;

/* ---- begin ---- */

function translate() {
  translateMarkup();
  for (const node of element.querySelectorAll('[data-hint]')) node.placeholder = t(node.dataset.hint);
  if (S.me) tabs();
}

async function enter() {
  await guarded(async () => {
    S.me = await api('GET', '/me');
    $('fe-sign-out').hidden = !S.me.accounts;
    if (RANKS[S.me.role] < RANKS.trainer) { S.me = null; throw new ApiError(403, ''); }
    await route();
  });
}

function begin() {
  S.language = kept().language ?? props.language;
  translate();
  for (const node of element.querySelectorAll('a[href^="#"]')) node.href = here(node.getAttribute('href'));
  window.addEventListener('hashchange', route);
  document.addEventListener('keydown', onKey);
  $('fe-keys').addEventListener('click', () => $('fe-keys-dialog').showModal());
  $('fe-sign-out').addEventListener('click', () => guarded(async () => { await api('POST', '/logout'); location.assign('/'); }));
  for (const node of element.querySelectorAll('[data-close]')) node.addEventListener('click', () => node.closest('dialog').close());
  for (const node of element.querySelectorAll('[data-language]')) {
    node.addEventListener('click', () => {
      S.language = node.dataset.language;
      keep({ language: S.language });
      translate();
      if (S.route) guarded(() => PAGES[S.route.name].draw());
    });
  }
  setTimeout(enter); // the pages' own values stand below
}

begin();

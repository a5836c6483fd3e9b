/* The queue: filters that live in the address, rows by pages, and the keys to walk through them. */

const SELECTS = ['criterion', 'level', 'language', 'channel', 'status', 'lane'];
const FIELDS = [...SELECTS, 'since', 'until', 'text', 'order'];
const LEVELS = ['suggestion', 'warning', 'error'];
const LANES = ['flagged', 'uncertain', 'random', 'good', 'plain'];
const Q = { rows: [], total: 0, capped: false, next: null, key: null, asked: 0, at: null };
let searchTimer;

const field = (name) => $('fe-f-' + name);

/* ---- the filter and the address ---- */

function filterChoices() {
  const any = (key) => ['', t(key)];
  options(field('criterion'), [any('any_criterion'), ...criterionPairs()], field('criterion').value);
  options(field('level'), [any('any_level'), ...LEVELS.map((l) => [l, l === 'error' ? t('level_error') : t('level_from', { level: t('level_' + l) })])], field('level').value);
  options(field('language'), [any('any_language'), ...['de', 'en'].map((l) => [l, languageName(l)])], field('language').value);
  options(field('channel'), [any('any_channel'), ...S.me.channels.map((c) => [c, channelName(c)])], field('channel').value);
  options(field('status'), [any('any_status'), ...STAGES.map((s) => [s, t('stage_' + s)])], field('status').value);
  options(field('lane'), [any('any_lane'), ...LANES.map((l) => [l, t('lane_' + l)])], field('lane').value);
  options(field('order'), ['mixed', 'newest'].map((o) => [o, t('order_' + o)]), field('order').value || 'mixed');
}

function filterOf(query) {
  const found = new URLSearchParams();
  for (const name of FIELDS) {
    const value = query.get(name);
    if (value && !(name === 'order' && value === 'mixed')) found.set(name, value);
  }
  return found;
}

function filterShown() {
  return filterOf(new Map(FIELDS.map((name) => [name, field(name).value.trim()])));
}

function show(query) {
  for (const name of FIELDS) field(name).value = query.get(name) ?? (name === 'order' ? 'mixed' : '');
}

const behind = (query) => (query.size ? '?' + query : '');

async function filterChanged() {
  clearTimeout(searchTimer);
  const query = filterShown();
  history.replaceState(null, '', here('#queue' + behind(query)));
  S.route.query = query;
  if (query.toString() !== Q.key) await guarded(() => loadQueue(query));
}

function clearFilter() {
  show(new Map([['order', field('order').value]]));
  filterChanged();
  field('text').focus();
}

/* ---- rows ---- */

async function showQueue() {
  const query = filterOf(S.route.query);
  filterChoices();
  show(query);
  if (S.route.from === 'item' && Q.key === query.toString()) drawQueue();
  else await loadQueue(query);
  if (S.route.from === 'item') focusRow(Q.at);
}

async function loadQueue(query) {
  const mine = ++Q.asked;
  $('fe-rows').setAttribute('aria-busy', 'true');
  try {
    const page = await api('GET', '/items' + behind(query));
    if (mine !== Q.asked) return;
    Object.assign(Q, { rows: page.items, key: query.toString() });
    took(page);
  } finally { if (mine === Q.asked) $('fe-rows').removeAttribute('aria-busy'); }
}

async function loadMore() {
  const mine = ++Q.asked, first = Q.rows.length;
  const query = new URLSearchParams(Q.key);
  query.set('after', Q.next);
  const page = await api('GET', '/items?' + query);
  if (mine !== Q.asked) return;
  Q.rows = [...Q.rows, ...page.items];
  took(page);
  focusRow(Q.rows[first]?.id);
}

function took(page) {
  Object.assign(Q, { total: page.total, capped: !!page.total_is_capped, next: page.next });
  drawQueue();
}

function drawQueue() {
  filterChoices();
  const query = filterShown();
  query.delete('order');
  const filtered = query.size > 0;
  $('fe-rows').replaceChildren(...Q.rows.map(rowNode));
  $('fe-total').textContent = Q.rows.length ? t(Q.capped ? 'total_capped' : 'total', { shown: Q.rows.length, total: Q.total.toLocaleString(locale()) }) : '';
  $('fe-more-rows').hidden = !Q.next;
  $('fe-clear').hidden = !filtered;
  $('fe-queue-empty').hidden = Q.rows.length > 0;
  if (!Q.rows.length) emptyQueue(filtered);
}

function emptyQueue(filtered) {
  const box = $('fe-queue-empty');
  if (filtered) {
    box.replaceChildren(make('p', '', t('queue_no_match')), button('', t('clear_filter'), clearFilter));
    return;
  }
  box.replaceChildren(make('p', '', t('queue_empty')), make('p', 'fe-soft', t('queue_empty_how')), anchor('#import', t('queue_empty_import'), 'fe-button'));
}

function rowNode(row) {
  const link = anchor('#item/' + row.id + behind(new URLSearchParams(Q.key)), null, 'fe-row');
  link.dataset.id = row.id;
  const left = make('span', 'fe-row-left', null, lane(row.lane), make('span', 'fe-soft fe-tiny', day(row.day)));
  const middle = make('span', 'fe-row-words');
  if (row.customer) middle.append(snippet('role_customer', row.customer, 'fe-soft'));
  middle.append(snippet('reply', row.draft, ''));
  const chips = row.criteria.map((id) => make('span', 'fe-chip', criterionName(id)));
  if (row.mark === 'question') chips.unshift(make('span', 'fe-chip fe-chip-ask', t('with_question')));
  if (chips.length) middle.append(make('span', 'fe-chips', null, ...chips));
  const right = make('span', 'fe-row-right', null, stage(row.status),
    make('span', 'fe-soft fe-tiny', [channelName(row.channel), languageName(row.language)].join(' · ')));
  link.append(left, middle, right);
  return make('li', '', null, link);
}

function snippet(who, text, className) {
  return make('span', 'fe-snippet ' + className, null, make('span', 'fe-who', t(who) + ': '), words(text));
}

function stage(status) {
  return make('span', 'fe-stage-word fe-stage-' + status, t('stage_' + status));
}

/* ---- keys ---- */

const rowLinks = () => [...$('fe-rows').querySelectorAll('.fe-row')];

function focusRow(id) {
  const link = rowLinks().find((node) => node.dataset.id === String(id));
  link?.focus();
  link?.scrollIntoView({ block: 'nearest' });
}

function queueKeys(event) {
  if (event.key === 'Escape') { if (typingIn(event.target)) event.target.blur(); return; }
  if (event.key === '/') { event.preventDefault(); field('text').focus(); return; }
  const by = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 }[event.key];
  if (!by) return;
  const links = rowLinks(), at = links.indexOf(document.activeElement);
  const next = at < 0 ? (by > 0 ? 0 : links.length - 1) : at + by;
  if (at >= 0 && !links[next]) { if (by > 0 && Q.next) { event.preventDefault(); $('fe-more-rows').focus(); } return; }
  if (at < 0 && event.key.startsWith('Arrow')) return; // the page scrolls
  event.preventDefault();
  links[next]?.focus();
}

for (const name of [...SELECTS, 'since', 'until', 'order']) field(name).addEventListener('change', filterChanged);
field('text').addEventListener('input', () => { clearTimeout(searchTimer); searchTimer = setTimeout(filterChanged, 300); });
$('fe-filter').addEventListener('submit', (event) => { event.preventDefault(); filterChanged(); });
$('fe-clear').addEventListener('click', clearFilter);
$('fe-more-rows').addEventListener('click', () => guarded(loadMore));

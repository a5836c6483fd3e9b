/* The composing view. Runs inside Gradio's HTML component, behind shared.js: `element`, `props` and `server` are given. */

const TYPING_PAUSE = 400; // milliseconds without a key before finished sentences are checked
const REST = 2000; // and before the whole draft is, when it ends in a finished sentence
const MOST_CARDS = 3;
const FINISHED = /[.!?…:)"“”»\]\p{Extended_Pictographic}\uFE0F]\s*$|\n\s*$/u;

const S = {
  language: props.language, messages: [], example: false,
  cards: [], questions: [], sides: null, notices: [], summary: '', failed: false, empty: true,
  options: [], stale: false, checked: '', asked: 0, shown: 0, busy: false, again: null,
  active: null, focus: null, undo: null, place: 0, earlier: false,
};
let typingTimer, restTimer;

/* ---- words ---- */

function translate() {
  translateMarkup();
  choices($('fe-channel'), props.channels.map((c) => [c, t('channel_' + c)]));
  choices($('fe-address'), ['customer', 'du', 'sie'].map((a) => [a, t('address_' + a)]));
  choices($('fe-example'), [['', '–'], ...props.examples.map((e) => [e.key, t(e.key)])]);
  draftBox.placeholder = t('draft_placeholder');
  $('fe-model').textContent = t('model', { version: props.facts.version });
  rates();
}

function rates() {
  const head = make('tr', '', null, ...['criterion', 'right', 'found'].map((k) => make('th', '', t('hit_rate_' + k))));
  const rows = props.facts.rates.map((rate) => make('tr', '', null,
    make('th', '', rate.name[S.language]),
    make('td', '', rate.silent ? t('hit_rate_silent') : percent(rate.precision)),
    make('td', '', percent(rate.recall))));
  $('fe-rates-table').replaceChildren(make('thead', '', null, head), make('tbody', '', null, ...rows));
}

/* ---- what the browser keeps ---- */

function checksum(text) { // cyrb53: short, and no way back to the words
  let a = 0xdeadbeef, b = 0x41c6ce57;
  for (let i = 0; i < text.length; i++) {
    a = Math.imul(a ^ text.charCodeAt(i), 2654435761);
    b = Math.imul(b ^ text.charCodeAt(i), 1597334677);
  }
  a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
  b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909);
  return (4294967296 * (2097151 & b) + (a >>> 0)).toString(36);
}

const chatSum = () => checksum(S.messages.map((m) => m.text).join('\n'));
const cardSum = (card) => checksum(card.evidence.map((e) => e.text).join('\n'));
const sumFor = (scope, subject) => (scope === 'chat' ? chatSum() : typeof subject === 'string' ? checksum(subject) : cardSum(subject));

function hide(rule, scope, subject) {
  keep({ hidden: [...(kept().hidden ?? []), { rule, scope, sum: sumFor(scope, subject) }] });
  render();
}

function isHidden(rule, subject) {
  return (kept().hidden ?? []).some((h) => h.rule === rule && h.sum === sumFor(h.scope, subject));
}

const openAsks = () => S.questions.filter((q) => !isHidden('question', q.text));

function visibleCards() {
  const nothingOpen = !openAsks().some((q) => q.status === 'unanswered');
  return S.cards.filter((c) => !isHidden(c.id, c) && !(c.id === 'unanswered_question' && nothingOpen && S.questions.length));
}

/* ---- asking the server ---- */

function request(extra = {}) {
  return {
    messages: S.messages.map((m) => ({ role: m.role, text: m.text })), draft: draftBox.value,
    channel: $('fe-channel').value, address: $('fe-address').value, language: S.language, ...extra,
  };
}

async function check({ typing = false, fresh = false } = {}) {
  if (S.busy) { S.again = { typing: typing && (S.again?.typing ?? true), fresh: fresh || !!S.again?.fresh }; return; }
  const mine = ++S.asked;
  const sent = request({ typing });
  S.busy = true;
  state();
  let found;
  try { found = await server.review(sent); } catch { found = { failed: true }; }
  S.busy = false;
  if (mine > S.shown) take(found, sent, { typing, fresh, mine });
  const next = S.again;
  S.again = null;
  if (next) check(next);
  state();
}

/* A result counts when the text it speaks of still stands; an older one never replaces a newer one. */
function take(found, sent, { typing, fresh, mine }) {
  const now = draftBox.value;
  if (found.failed) { S.failed = !typing || S.failed; render(); return; }
  if (typing ? !S.stale || !now.startsWith(sent.draft.slice(0, found.judged)) : now !== sent.draft) return;
  if (!typing && sent.language !== S.language) return;
  S.shown = mine;
  S.failed = false;
  if (typing) {
    if (found.empty || !found.cards) return;
    merge([...found.cards.filter((c) => c.when === 'typing'), ...S.cards.filter((c) => c.when !== 'typing')], true);
    render();
    return;
  }
  S.empty = !!found.empty;
  S.stale = false;
  S.checked = sent.draft;
  S.notices = found.notices ?? [];
  S.summary = found.summary ?? '';
  S.questions = found.questions ?? [];
  S.sides = found.sides ?? null;
  S.options = [];
  const hand = $('fe-findings').matches(':hover, :focus-within');
  merge(found.cards ?? [], hand && !fresh);
  render();
  if ((found.cards ?? []).length) propose();
}

async function propose() {
  const sent = request();
  let found;
  try { found = await server.rewrite(sent); } catch { return; }
  if (S.stale || found.failed || JSON.stringify(request()) !== JSON.stringify(sent)) return;
  S.options = found.options;
  render();
}

/* New findings join below; under the hand nothing moves or vanishes: what is settled says so until the hand is gone. */
function merge(found, still) {
  if (!still) {
    S.cards = found;
    if (!found.some((c) => c.id === S.open)) Object.assign(S, { open: undefined, active: null, place: 0 });
    return;
  }
  const byId = new Map(found.map((c) => [c.id, c]));
  const old = S.cards.map((c) => byId.get(c.id) ?? (c.when === 'typing' || !S.stale ? { ...c, settled: true, evidence: [] } : c));
  S.cards = [...old, ...found.filter((c) => !S.cards.some((o) => o.id === c.id))];
}

/* ---- the draft ---- */

const draftBox = $('fe-draft');

function onInput() {
  const now = draftBox.value, before = S.lastText ?? '';
  shift(before, now);
  S.lastText = now;
  S.stale = now !== S.checked;
  S.options = [];
  clearTimeout(typingTimer);
  clearTimeout(restTimer);
  $('fe-copy-note').replaceChildren();
  if (!now.trim()) { clear(); return; }
  S.empty = false;
  render();
  typingTimer = setTimeout(() => check({ typing: true }), TYPING_PAUSE);
  if (FINISHED.test(now)) restTimer = setTimeout(() => check(), REST);
}

function clear() {
  Object.assign(S, { cards: [], sides: null, summary: '', empty: true, stale: false, checked: '', options: [], failed: false });
  S.questions = S.questions.map((q) => ({ ...q, status: 'unanswered', answer: null, word: t('status_unanswered'), sure: true }));
  render();
}

/* Marks move with the words they stand under; where their own words change, the mark goes until the next check. */
function shift(before, now) {
  let head = 0;
  const least = Math.min(before.length, now.length);
  while (head < least && before[head] === now[head]) head++;
  let tail = 0;
  while (tail < least - head && before[before.length - 1 - tail] === now[now.length - 1 - tail]) tail++;
  const end = before.length - tail, by = now.length - before.length;
  const move = (range) => {
    if (range.end <= head) return range;
    if (range.start >= end) return { ...range, start: range.start + by, end: range.end + by };
    return null;
  };
  S.cards = S.cards.map((card) => ({
    ...card,
    evidence: card.evidence.map((e) => (e.message === null ? move(e) ?? { ...e, start: 0, end: 0 } : e)),
  }));
  S.questions = S.questions.map((q) => (q.answer ? { ...q, answer: move(q.answer) } : q));
}

function marks() {
  const found = [];
  for (const card of visibleCards().filter((c) => c.shown && !c.settled)) {
    for (const e of card.evidence) {
      if (e.message === null && e.end > e.start) found.push({ start: e.start, end: e.end, level: card.level, card: card.id });
    }
  }
  for (const place of draftBox.value.matchAll(PLACE)) {
    found.push({ start: place.index, end: place.index + place[0].length, level: 'gap' });
  }
  const ask = S.focus !== null && openAsks()[S.focus];
  if (ask && ask.answer) found.push({ ...ask.answer, level: 'answer' });
  return found;
}

function underline() {
  $('fe-under').replaceChildren(...marked(draftBox.value, marks()), document.createTextNode('\n'));
  $('fe-under').scrollTop = draftBox.scrollTop;
}

/* Put a text in place of the draft in one step, so that the browser's own undo takes it back as well. */
function replaceDraft(text) {
  S.undo = draftBox.value;
  draftBox.focus();
  draftBox.select();
  if (!document.execCommand('insertText', false, text)) draftBox.value = text;
  onInput();
  const place = [...text.matchAll(PLACE)][0];
  if (place) draftBox.setSelectionRange(place.index, place.index + place[0].length);
  clearTimeout(typingTimer);
  check({ fresh: true });
}

function go(back) {
  const stops = marks().filter((m) => m.level !== 'answer').sort((a, b) => a.start - b.start || a.end - b.end);
  if (!stops.length) return;
  const { selectionStart: from, selectionEnd: to } = draftBox;
  const next = back
    ? [...stops].reverse().find((m) => m.end <= from || (m.start < from && m.end < to)) ?? stops.at(-1)
    : stops.find((m) => m.start >= to || (m.start > from)) ?? stops[0];
  select(next.start, next.end);
  if (next.card) activate(next.card);
}

function select(start, end) {
  draftBox.focus();
  draftBox.setSelectionRange(start, end);
  const share = start / Math.max(1, draftBox.value.length);
  if (draftBox.scrollHeight > draftBox.clientHeight) draftBox.scrollTop = share * draftBox.scrollHeight - draftBox.clientHeight / 2;
}

function activate(id) {
  S.active = S.open = id;
  const at = shownCards().findIndex((c) => c.id === id);
  if (at >= 0) S.place = at;
  render();
  element.querySelector(`.fe-card[data-id="${id}"]`)?.scrollIntoView({ block: 'nearest' });
}

async function copy(anyway) {
  const places = [...draftBox.value.matchAll(PLACE)].map((m) => m[0]);
  if (places.length && !anyway) {
    const note = t(places.length === 1 ? 'copy_gap' : 'copy_gaps', { count: places.length, places: places.join(', ') });
    $('fe-copy-note').replaceChildren(make('span', '', note + ' '), button('fe-link', t('copy_anyway'), () => copy(true)));
    return;
  }
  try {
    await navigator.clipboard.writeText(draftBox.value);
    $('fe-copy-note').textContent = t('copied');
  } catch {
    draftBox.focus();
    draftBox.select();
    $('fe-copy-note').textContent = t('copy_failed');
  }
}

/* ---- drawing ---- */

function shownCards() { return visibleCards().filter((c) => c.shown || c.settled).slice(0, MOST_CARDS); }

function render() {
  bubbles();
  asks();
  cards();
  sides();
  underline();
  state();
  $('fe-undo').disabled = S.undo === null;
  const all = S.options.filter((o) => o.fixes.length > 1).sort((a, b) => b.fixes.length - a.fixes.length)[0];
  $('fe-all').hidden = !all;
  if (all) { $('fe-all').textContent = t('accept_all', { count: all.fixes.length }); $('fe-all').onclick = () => replaceDraft(all.text); }
  $('fe-banner').hidden = !S.example;
}

function state() {
  const key = !draftBox.value.trim() ? 'empty' : S.failed ? 'failed' : S.busy ? 'checking' : S.stale ? 'typing' : 'checked';
  const icon = { checked: '✓ ', failed: '! ' }[key] ?? '';
  const text = icon + t('state_' + key);
  if ($('fe-state').textContent !== text) $('fe-state').textContent = text;
  $('fe-state').dataset.state = key;
  $('fe-share').disabled = key === 'empty';
}

function bubbles() {
  const latest = S.messages.findLastIndex((m) => m.role === 'customer');
  const ask = S.focus !== null && openAsks()[S.focus];
  const active = visibleCards().find((c) => c.id === S.active);
  const list = S.messages.map((message, index) => {
    const item = make('li', `fe-bubble fe-${message.role}${index === latest ? ' fe-latest' : ''}`);
    if (S.editing === index) { item.append(editor(message, index)); return item; }
    const found = [];
    if (ask && ask.message === index) found.push({ start: ask.start, end: ask.end, level: 'ask' });
    for (const e of active?.evidence ?? []) if (e.message === index) found.push({ start: e.start, end: e.end, level: active.level });
    const body = make('div', 'fe-words', null, ...marked(message.text, found));
    body.dir = 'auto';
    const who = make('span', 'fe-who', t('role_' + message.role) + (message.time ? ' · ' + message.time : ''));
    if (message.media) body.classList.add('fe-media');
    item.append(who, body, button('fe-edit', '✎', () => { S.editing = index; render(); }, t('edit_message', { number: index + 1 })));
    return item;
  });
  $('fe-bubbles').replaceChildren(...list);
  $('fe-bubbles').hidden = !list.length;
  $('fe-bubbles').classList.toggle('fe-folded', !S.earlier);
  $('fe-chat-empty').hidden = !!list.length;
  $('fe-earlier').hidden = latest < 1;
  $('fe-earlier').textContent = t(latest === 1 ? 'earlier_one' : 'earlier', { count: latest });
}

function editor(message, index) {
  const text = make('textarea');
  text.value = message.text;
  text.rows = 3;
  text.setAttribute('aria-label', t('message_text'));
  const role = make('select');
  role.setAttribute('aria-label', t('message_from'));
  choices(role, props.roles.map((r) => [r, t('role_' + r)]));
  role.value = message.role;
  const done = () => {
    const value = text.value.trim();
    S.messages = S.messages.flatMap((m, i) => (i !== index ? [m] : value ? [{ ...m, text: value, role: role.value, media: null }] : []));
    S.editing = null;
    chatChanged();
  };
  const remove = () => { text.value = ''; done(); };
  const box = make('div', 'fe-editing', null, role, text, make('div', 'fe-actions', null,
    button('fe-main', t('message_done'), done), button('', t('message_remove'), remove)));
  setTimeout(() => text.focus());
  return box;
}

function chatChanged() {
  S.example = false;
  S.focus = null;
  S.cards = [];
  S.questions = [];
  S.stale = true;
  render();
  check({ fresh: true });
}

function asks() {
  const open = openAsks();
  const pending = S.stale;
  const items = open.map((q, index) => {
    const status = q.sure || pending ? q.status : 'maybe';
    const item = make('li', `fe-ask fe-${status}${pending && q.status === 'unanswered' ? ' fe-pending' : ''}`);
    const icon = make('span', 'fe-icon', STATUS_MARKS[q.status]);
    icon.setAttribute('aria-hidden', 'true');
    const show = button('fe-ask-text', null, () => {
      S.focus = S.focus === index ? null : index;
      S.earlier = S.earlier || S.focus !== null;
      render();
      element.querySelector('.fe-bubble mark.fe-ask-mark, .fe-bubble mark.fe-ask')?.scrollIntoView({ block: 'nearest' });
      if (S.focus !== null && q.answer) select(q.answer.start, q.answer.end);
    });
    show.setAttribute('aria-pressed', String(S.focus === index));
    show.append(words(q.text), make('span', 'fe-status', ' ' + q.word));
    item.append(icon, show, button('fe-link fe-tiny', t('no_question'), () => { S.focus = null; hide('question', 'here', q.text); }));
    return item;
  });
  const answered = open.filter((q) => q.status === 'answered').length;
  $('fe-asks').replaceChildren(...items);
  $('fe-asks-count').textContent = open.length ? t('questions_count', { answered, all: open.length }) : '';
  if (!items.length && S.messages.length && !S.empty) $('fe-asks').append(make('li', 'fe-soft', t('no_questions')));
}

function cards() {
  const all = visibleCards();
  const shown = shownCards();
  const rest = all.filter((c) => !shown.includes(c));
  S.place = Math.min(S.place, Math.max(0, shown.length - 1));
  keepFocus($('fe-cards'), () => $('fe-cards').replaceChildren(...shown.map((c, i) => cardNode(c, i === S.place, i === 0))));
  keepFocus($('fe-more-cards'), () => $('fe-more-cards').replaceChildren(...rest.map((c) => cardNode(c, true, false))));
  $('fe-more').hidden = !rest.length;
  $('fe-more-title').textContent = rest.length === 1 ? t('one_more') : t('more', { count: rest.length });
  const open = shown.filter((c) => !c.settled).length;
  $('fe-findings-count').textContent = open || '';
  $('fe-findings').classList.toggle('fe-stale', S.stale);
  $('fe-pager').hidden = shown.length < 2;
  $('fe-place').textContent = `${S.place + 1}/${shown.length}`;
  $('fe-notices').replaceChildren(...S.notices.map((n) => make('p', 'fe-notice', n)));
  const summary = S.failed ? t('failed') : S.empty ? t('empty_draft') : open ? '' : S.summary;
  $('fe-summary').replaceChildren(document.createTextNode(summary));
  if (S.failed) $('fe-summary').append(' ', button('fe-link', t('try_again'), () => check({ fresh: true })));
  hiddenList();
}

/* The card that holds the focus is drawn anew; the focus stays on the same control. */
function keepFocus(list, draw) {
  const at = list.contains(document.activeElement) ? document.activeElement : null;
  const card = at?.closest('.fe-card')?.dataset.id, role = at?.dataset.role;
  const open = [...list.querySelectorAll('.fe-card details[open]')].map((d) => d.closest('.fe-card').dataset.id + d.className);
  draw();
  for (const d of list.querySelectorAll('.fe-card details')) d.open = open.includes(d.closest('.fe-card').dataset.id + d.className);
  if (card && role) list.querySelector(`.fe-card[data-id="${card}"] [data-role="${role}"]`)?.focus();
}

function cardNode(card, current, first) {
  const node = make('li', `fe-card fe-${card.level}${card.settled ? ' fe-settled' : ''}${card.id === S.active ? ' fe-active' : ''}`);
  node.dataset.id = card.id;
  if (current) node.dataset.current = '';
  const open = !card.settled && isOpen(card, first);
  const icon = make('span', 'fe-icon', card.settled ? '✓' : MARKS[card.level]);
  icon.setAttribute('aria-hidden', 'true');
  const head = button('fe-card-head', null, () => { S.open = open ? null : card.id; S.active = S.open; render(); });
  head.setAttribute('aria-expanded', String(open));
  head.dataset.role = 'head';
  head.disabled = !!card.settled;
  const option = S.stale ? null : S.options.find((o) => o.fixes.includes(card.id));
  const level = make('span', 'fe-level', card.settled ? t('settled') : `${card.levelName} · ${card.sure}` + (option ? ` · ${t('with_offer')}` : ''));
  head.append(icon, make('span', 'fe-name', card.title), level);
  node.append(make('h3', '', null, head));
  if (!open) return node;
  node.append(make('p', 'fe-why', card.why));
  const quotes = card.evidence.filter((e) => e.text).map((e) => {
    const show = button('fe-quote', null, () => (e.message === null ? toDraft(card, e) : activate(card.id)));
    show.dataset.role = 'quote' + e.message + e.start;
    show.append(make('span', 'fe-where', t(e.message === null ? 'in_draft' : 'in_chat') + ': '), words(e.text));
    return make('li', '', null, show);
  });
  if (quotes.length) node.append(make('ul', 'fe-quotes', null, ...quotes));
  node.append(option ? suggestion(option) : make('p', 'fe-advice', null, make('strong', '', t('advice') + ' '), card.advice));
  const acts = make('div', 'fe-actions');
  if (option) {
    const accept = button('fe-main', t('accept'), () => replaceDraft(option.text));
    accept.dataset.role = 'accept';
    acts.append(accept);
  }
  acts.append(hideMenu(card));
  const details = make('details', 'fe-details', null, make('summary', '', t('details')), make('p', '', card.figures), ...(option?.figures ?? []).map((f) => make('p', '', f)));
  details.firstChild.dataset.role = 'details';
  node.append(acts, details);
  return node;
}

/* One card is open: the one that was chosen, else the first. */
function isOpen(card, first) {
  return S.open === undefined ? first : S.open === card.id;
}

function toDraft(card, piece) {
  activate(card.id);
  if (piece.end > piece.start) select(piece.start, piece.end);
}

function hideMenu(card) {
  const summary = make('summary', '', t('hide') + ' ▾');
  summary.dataset.role = 'hide';
  const act = (scope) => button('', t('hide_' + scope), () => hide(card.id, scope, card));
  return make('details', 'fe-menu', null, summary, make('div', 'fe-menu-box', null, act('here'), act('chat'), act('wrong')));
}

function hiddenList() {
  const all = kept().hidden ?? [];
  $('fe-hidden').hidden = !all.length;
  $('fe-hidden-title').textContent = t('hidden', { count: all.length });
  $('fe-hidden-list').replaceChildren(...all.map((h, index) => {
    const name = h.rule === 'question' ? t('no_question') : props.facts.names[h.rule]?.[S.language] ?? h.rule;
    const back = button('fe-link', t('hidden_back'), () => { keep({ hidden: all.filter((_, i) => i !== index) }); render(); });
    return make('li', '', null, make('span', '', `${name} · ${t('hide_' + h.scope)} `), back);
  }));
}

function sides() {
  $('fe-sides').hidden = !S.sides;
  if (!S.sides) return;
  $('fe-mismatch').textContent = S.sides.sentence;
  $('fe-bars').replaceChildren(...S.sides.pairs.map((pair) => make('div', 'fe-pair', null, make('h3', '', pair.name),
    bar('customer', pair.customer), bar('draft', pair.draft))));
}

function bar(whose, value) {
  const fill = make('span', 'fe-fill fe-of-' + whose);
  fill.style.width = (value ?? 0) + '%';
  const track = make('span', 'fe-track', null, fill);
  const text = value === null ? '–' : Math.round(value) + ' %';
  return make('div', 'fe-bar', null, make('span', 'fe-who', t(whose + '_bar')), track, make('span', 'fe-value', text));
}

/* ---- pasting a chat ---- */

let read = null; // what the server made of the paste

function openPaste() {
  read = null;
  $('fe-paste-text').value = '';
  $('fe-paste-note').textContent = '';
  $('fe-team').hidden = true;
  $('fe-example').value = '';
  $('fe-paste-dialog').showModal();
  $('fe-paste-text').focus();
}

async function takePaste() {
  const text = $('fe-paste-text').value;
  if (!read || read.text !== text) {
    try { read = { text, ...(await server.read({ text })) }; } catch { read = { text, failed: true }; }
    if (read.failed || !read.messages.length) { $('fe-paste-note').textContent = read.detail ?? t('paste_nothing'); read = null; return; }
    const known = read.senders.filter((s) => checksum(s) === kept().team);
    if (read.senders.length && !known.length) { askTeam(read.senders); return; }
    for (const name of known) read.team = name;
  }
  const chosen = element.querySelector('input[name="fe-team"]:checked');
  const team = read.team ?? chosen?.value ?? null;
  if (team !== null && chosen) keep({ team: checksum(team) });
  start(read.messages.map((m) => ({ ...m, role: m.role ?? (m.sender === team ? 'agent' : 'customer'), sender: undefined })), { draft: S.example ? '' : draftBox.value });
  $('fe-paste-dialog').close();
}

function askTeam(names) {
  $('fe-team').hidden = false;
  $('fe-team-names').replaceChildren(...names.map((name, index) => {
    const radio = make('input');
    Object.assign(radio, { type: 'radio', name: 'fe-team', value: name, checked: index === names.length - 1 });
    return make('label', '', null, radio, words(name));
  }));
  $('fe-team-names').querySelector('input').focus();
}

function start(messages, { draft = '', channel, example = false } = {}) {
  Object.assign(S, { messages, example, focus: null, active: null, open: undefined, place: 0, undo: null, editing: null, earlier: false, cards: [], questions: [] });
  S.notices = [];
  clear();
  if (channel) $('fe-channel').value = channel;
  draftBox.value = S.lastText = draft;
  S.stale = !!draft;
  S.empty = !draft.trim();
  render();
  if (!example) draftBox.focus();
  check({ fresh: true });
}

function load(key) {
  const example = props.examples.find((e) => e.key === key);
  start(example.messages, { draft: example.draft, channel: example.channel, example: true });
}

/* ---- events ---- */

draftBox.addEventListener('input', onInput);
draftBox.addEventListener('scroll', () => { $('fe-under').scrollTop = draftBox.scrollTop; });
draftBox.addEventListener('blur', () => { if (S.stale && draftBox.value.trim()) check(); });
draftBox.addEventListener('click', () => {
  const at = draftBox.selectionStart;
  const hit = marks().find((m) => m.card && m.start <= at && at < m.end);
  if (hit) activate(hit.card);
});
$('fe-copy').addEventListener('click', () => copy(false));
$('fe-check').addEventListener('click', () => check({ fresh: true }));
$('fe-undo').addEventListener('click', () => { if (S.undo !== null) { replaceDraft(S.undo); S.undo = null; render(); } });
$('fe-new').addEventListener('click', () => start([]));
$('fe-paste').addEventListener('click', openPaste);
$('fe-own').addEventListener('click', openPaste);
$('fe-paste-take').addEventListener('click', takePaste);
$('fe-example').addEventListener('change', (event) => { if (event.target.value) { load(event.target.value); $('fe-paste-dialog').close(); } });
$('fe-add').addEventListener('click', () => { S.messages = [...S.messages, { role: 'customer', text: '' }]; S.editing = S.messages.length - 1; render(); });
$('fe-earlier').addEventListener('click', () => { S.earlier = !S.earlier; render(); });
$('fe-keys').addEventListener('click', () => $('fe-keys-dialog').showModal());
$('fe-rates').addEventListener('click', () => $('fe-rates-dialog').showModal());
$('fe-previous').addEventListener('click', () => page(-1));
$('fe-next').addEventListener('click', () => page(1));
for (const id of ['fe-channel', 'fe-address']) $(id).addEventListener('change', () => check({ fresh: true }));
for (const node of element.querySelectorAll('[data-close]')) node.addEventListener('click', () => node.closest('dialog').close());
for (const node of element.querySelectorAll('[data-language]')) {
  node.addEventListener('click', () => {
    S.language = node.dataset.language;
    keep({ language: S.language });
    translate();
    render();
    check({ fresh: true });
  });
}

function page(by) {
  const shown = shownCards();
  S.place = (S.place + by + shown.length) % shown.length;
  S.active = S.open = shown[S.place].id;
  render();
}

element.addEventListener('keydown', (event) => {
  if (event.key === 'F8') { event.preventDefault(); go(event.shiftKey); }
  else if (event.key === 'F1') { event.preventDefault(); if (!element.querySelector('dialog[open]')) $('fe-keys-dialog').showModal(); }
  else if (event.key === 'Enter' && event.altKey) { event.preventDefault(); clearTimeout(typingTimer); clearTimeout(restTimer); check({ fresh: true }); }
  else if (event.key === 'Escape' && !element.querySelector('dialog[open]')) {
    for (const menu of element.querySelectorAll('.fe-menu[open]')) menu.open = false;
    S.active = null;
    S.focus = null;
    if (S.editing !== null && S.editing !== undefined) S.editing = null;
    render();
    draftBox.focus();
  }
});

S.language = kept().language ?? props.language;
translate();
if (kept().seen) { start([]); } else { keep({ seen: true }); load(props.examples[0].key); }

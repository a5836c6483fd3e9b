/* One item: the conversation with its reply, what the model found, and what the trainer says to it. */

const LAST_MESSAGES = 6; // of a long chat; the earlier ones open on demand, those with a mark always stand there
const D = { item: null, focus: null, marking: null, evidenceFor: null, open: undefined, unfolded: null };

/* ---- coming and going ---- */

async function showItem() {
  const { id, query } = S.route;
  const asked = new URLSearchParams(filterOf(query));
  asked.set('ui', S.language);
  const item = await api('GET', `/items/${encodeURIComponent(id)}?${asked}`);
  if (S.route.id !== id) return;
  const other = D.item?.id !== item.id;
  D.item = { verdicts: [], notes: [], rewrites: [], ...item };
  Q.at = item.id;
  if (other) {
    Object.assign(D, { focus: null, marking: null, evidenceFor: null, open: undefined });
    S.active = null;
    $('fe-note-text').value = '';
    $('fe-saved').textContent = '';
  }
  drawItem();
  if (other) $('fe-item-title').focus();
}

function drawItem() {
  const { item } = D;
  itemHead(item);
  drawText();
  drawFindings();
  drawCriteria();
  $('fe-waits').hidden = !item.blind;
  for (const part of element.querySelectorAll('.fe-not-blind')) part.hidden = !!item.blind;
  options($('fe-cause'), [['', t('cause_none')], ...CAUSES.map((c) => [c, t('cause_' + c)])], item.cause);
  drawStages();
  drawNotes();
}

function itemHead(item) {
  const filter = behind(filterOf(S.route.query));
  $('fe-back').href = here('#queue' + filter);
  $('fe-item-title').textContent = t('item_title', { day: day(item.day) });
  $('fe-item-facts').replaceChildren(...(item.blind ? [] : [lane(item.lane)]), make('span', 'fe-soft', [item.team, channelName(item.channel), languageName(item.language)].join(' · ')));
  for (const [way, id] of [['previous', item.previous], ['next', item.next]]) {
    const link = $('fe-item-' + way);
    if (id) link.href = here(`#item/${id}${filter}`); else link.removeAttribute('href');
    link.setAttribute('aria-disabled', String(!id));
  }
  $('fe-asked').hidden = !item.question && item.mark !== 'good';
  $('fe-asked').replaceChildren();
  if (item.mark === 'good') $('fe-asked').append(make('strong', '', t('shared_as_good')), ' ');
  if (item.question) $('fe-asked').append(make('strong', '', t('team_asks') + ' '), words(item.question));
}

/* ---- the text with its evidence ---- */

/* What the report marks, and what trainers marked; `message` null is the reply. */
function evidenceIn(item, message) {
  const found = [];
  for (const card of (item.view?.cards ?? []).filter((c) => c.shown)) {
    for (const e of card.evidence) if (e.message === message) found.push({ start: e.start, end: e.end, level: card.level, card: card.id });
  }
  for (const verdict of item.verdicts ?? []) {
    for (const e of verdict.evidence) if (e.message === message) found.push({ start: e.start, end: e.end, level: 'own', card: verdict.criterion });
  }
  const ask = D.focus !== null && item === D.item && item.view?.questions[D.focus];
  if (ask && ask.message === message) found.push({ start: ask.start, end: ask.end, level: 'ask' });
  if (ask && message === null && ask.answer) found.push({ ...ask.answer, level: 'answer' });
  return found.filter((m) => m.end > m.start);
}

/* The conversation and the reply, as bubbles; the round draws its items with it, too. */
function talk(item, redraw) {
  const bubble = (role, who, text, message, found = evidenceIn(item, message)) => {
    const body = make('div', 'fe-words', null, ...marked(text, found));
    body.dir = 'auto';
    body.dataset.message = message === null ? 'reply' : message;
    return make('li', `fe-bubble fe-${role}`, null, make('span', 'fe-who', who), body);
  };
  const first = D.unfolded === item.id ? 0 : item.messages.length - LAST_MESSAGES;
  const list = item.messages.flatMap((m, i) => {
    const found = evidenceIn(item, i);
    return i >= first || found.length ? [bubble(m.role, t('role_' + m.role), m.text, i, found)] : [];
  });
  const hidden = item.messages.length - list.length;
  if (hidden) list.unshift(make('li', '', null, button('fe-link', count('earlier', hidden), () => { D.unfolded = item.id; redraw(); })));
  const reply = bubble('agent', t('reply'), item.draft, null);
  reply.classList.add('fe-reply');
  return [...list, reply];
}

function drawText() {
  $('fe-talk').replaceChildren(...talk(D.item, drawText));
  drawMarking();
}

function markEnds() {
  const at = getSelection();
  if (!at.rangeCount || S.route?.name !== 'item' || !D.item) return;
  const range = at.getRangeAt(0);
  const inside = (node) => (node.nodeType === 1 ? node : node.parentElement)?.closest('[data-message]');
  const box = inside(range.startContainer);
  if (!box || box !== inside(range.endContainer) || !$('fe-talk').contains(box)) return;
  const before = range.cloneRange();
  before.selectNodeContents(box);
  before.setEnd(range.startContainer, range.startOffset);
  const start = before.toString().length, end = start + range.toString().length;
  const message = box.dataset.message === 'reply' ? null : Number(box.dataset.message);
  D.marking = end > start ? { message, start, end, text: textOf(D.item, message).slice(start, end) } : null;
  drawMarking();
}

const textOf = (item, message) => (message === null ? item.draft : item.messages[message].text);

function drawMarking() {
  $('fe-marked').replaceChildren();
  if (D.marking) $('fe-marked').append(make('span', 'fe-soft', t('marked_words') + ' '), make('q', '', null, words(D.marking.text)));
  else $('fe-marked').append(make('span', 'fe-soft', t('mark_help')));
  const first = D.item.view?.cards.find((c) => c.shown)?.id ?? S.me.criteria[0].id;
  options($('fe-mark-criterion'), criterionPairs(), D.evidenceFor ?? S.active ?? first);
  $('fe-mark-keep').disabled = !D.marking;
}

async function keepMarked() {
  const { message, start, end } = D.marking, criterion = $('fe-mark-criterion').value;
  const old = verdictOn(D.item, criterion);
  const evidence = [...(old?.value ? old.evidence : []), { message, start, end }];
  D.marking = null;
  getSelection().removeAllRanges();
  await saveVerdict(criterion, true, evidence);
}

/* ---- what the model found ---- */

function drawFindings() {
  const { item } = D, view = item.view ?? { cards: [], questions: [], notices: [], sides: null };
  const cards = view.cards.filter((c) => c.shown), rest = view.cards.filter((c) => !c.shown);
  $('fe-found').replaceChildren(...view.notices.map((n) => make('p', 'fe-notice', n)),
    make('ol', 'fe-cards', null, ...cards.map((c, i) => itemCard(c, D.open === undefined ? i === 0 : D.open === c.id))));
  if (!cards.length && !item.blind) $('fe-found').append(make('p', 'fe-soft', view.summary || t(item.view ? 'nothing_shown' : 'not_reviewed')));
  if (rest.length) {
    const more = make('details', 'fe-more', null, make('summary', '', count('unshown', rest.length)),
      make('ol', 'fe-cards', null, ...rest.map((c) => itemCard(c, D.open === c.id))));
    more.open = rest.some((c) => c.id === D.open);
    $('fe-found').append(more);
  }
  $('fe-rewrites').replaceChildren(...item.rewrites.map(suggestion));
  $('fe-rewrites-box').hidden = !item.rewrites.length;
  drawQuestions(view.questions);
  drawSides(view.sides);
}

function itemCard(card, open, whenPressed = cardPressed) {
  const node = make('li', `fe-card fe-${card.level}${card.id === S.active ? ' fe-active' : ''}`);
  const icon = make('span', 'fe-icon', MARKS[card.level]);
  icon.setAttribute('aria-hidden', 'true');
  const head = button('fe-card-head', null, () => whenPressed(card.id, open));
  head.dataset.role = 'card-' + card.id;
  head.setAttribute('aria-expanded', String(open));
  head.append(icon, make('span', 'fe-name', card.title), make('span', 'fe-level', `${card.levelName} · ${card.sure}`));
  node.append(make('h3', '', null, head));
  if (!open) return node;
  const quotes = card.evidence.filter((e) => e.text).map((e) => make('li', 'fe-quote', null,
    make('span', 'fe-where', t(e.message === null ? 'in_reply' : 'in_chat') + ': '), words(e.text)));
  node.append(make('p', 'fe-why', card.why), make('ul', '', null, ...quotes),
    make('p', 'fe-advice', null, make('strong', '', t('advice') + ' '), card.advice), make('p', 'fe-soft fe-tiny', card.figures));
  return node;
}

function cardPressed(id, open) {
  D.open = open ? null : id;
  S.active = D.open;
  D.evidenceFor = null;
  drawKeeping(() => { drawText(); drawFindings(); drawCriteria(); });
}

function drawQuestions(questions) {
  $('fe-questions').replaceChildren(...questions.map((q, index) => {
    const icon = make('span', 'fe-icon', STATUS_MARKS[q.status]);
    icon.setAttribute('aria-hidden', 'true');
    const show = button('fe-ask-text', null, () => { D.focus = D.focus === index ? null : index; drawKeeping(() => { drawText(); drawFindings(); }); });
    show.dataset.role = 'ask-' + index;
    show.setAttribute('aria-pressed', String(D.focus === index));
    show.append(words(q.text), make('span', 'fe-status', ' ' + q.word));
    return make('li', `fe-ask fe-${q.status}`, null, icon, show);
  }));
  $('fe-questions-box').hidden = !questions.length;
}

function drawSides(sides) {
  $('fe-item-sides').hidden = !sides;
  if (!sides) return;
  $('fe-item-sides-said').textContent = sides.sentence;
  $('fe-item-bars').replaceChildren(...sides.pairs.map((pair) => make('div', 'fe-pair', null, make('h3', '', pair.name),
    bar(t('customer_bar'), pair.customer, 'fe-of-customer'), bar(t('reply'), pair.draft, 'fe-of-draft'))));
}

function bar(name, value, className) { // a share in per cent
  const fill = make('span', 'fe-fill ' + className);
  fill.style.width = (value ?? 0) + '%';
  return make('div', 'fe-bar', null, make('span', 'fe-who', name), make('span', 'fe-track', null, fill),
    make('span', 'fe-value', value === null ? '–' : Math.round(value) + ' %'));
}

/* Draw anew; the focus stays on the control that has the same role. */
function drawKeeping(draw) {
  const role = document.activeElement?.dataset?.role;
  draw();
  if (role) element.querySelector(`[data-page="${S.route.name}"] [data-role="${role}"]`)?.focus();
}

/* Sharing an item with the trainer, and what comes back. Behind compose.js.
 * Each item has a random key that lies in this browser alone; nobody else can tell who shared it.
 * Nothing is sent before "Teilen" is pressed in its dialog. Without an archive all of this stays hidden. */

const NEXT_LOOK = 600_000; // milliseconds between two looks for feedback
const MOST_KEYS = 500; // that the API takes at once
const MOST_MESSAGES = 200; // of a chat that are shared
const MOVED_ON = [404, 409]; // the item is gone, or further than the page knows
const H = { me: null, items: [], pending: null, busy: false, answers: new Map() }; // answers: begun, not sent, by key

/* ---- the API ---- */

class Refusal extends Error {
  constructor(status) {
    super(`the API answered ${status}`);
    this.status = status;
  }
}

async function askArchive(path, body) {
  const sent = body && { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) };
  let answer;
  try { answer = await fetch('/api' + path, sent); } catch { throw new Refusal('offline'); }
  const found = await answer.json().catch(() => null);
  if (!answer.ok || !found) throw new Refusal(answer.status);
  return found;
}

/* One calm line; `conflict` says what a state means that does not allow it. */
function sayFault(box, error, conflict) {
  if (!(error instanceof Refusal)) throw error;
  const kind = MOVED_ON.includes(error.status) ? conflict : error.status;
  box.textContent = t('share_fault_' + ('share_fault_' + kind in props.strings ? kind : 'other'));
  if (kind !== 401) return;
  const link = make('a', 'fe-link', t('sign_in_again'));
  Object.assign(link, { href: '/login', target: '_blank' }); // in place of this page the draft would be gone
  box.append(' ', link);
}

async function once(work) { // a second press while the first is on its way does nothing
  if (H.busy) return;
  H.busy = true;
  try { await work(); } finally { H.busy = false; }
}

/* ---- what the browser keeps: keys with their day and the number of notes seen, and this week's token ---- */

const random = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
const sharedKeys = () => kept().shared ?? [];

function forget(keys) {
  if (keys.length) keep({ shared: sharedKeys().filter((s) => !keys.includes(s.key)) });
}

function isoDay(date) {
  return [date.getFullYear(), date.getMonth() + 1, date.getDate()].map((n) => String(n).padStart(2, '0')).join('-');
}

function isoWeek(date) { // that of the Thursday
  const thursday = new Date(Date.UTC(date.getFullYear(), date.getMonth(), date.getDate() + 3 - ((date.getDay() + 6) % 7)));
  const year = thursday.getUTCFullYear();
  return `${year}-W${1 + Math.floor((thursday - Date.UTC(year, 0, 1)) / 604_800_000)}`;
}

/* The token counts how many browsers share in a week; with the week it goes, so that no two weeks can be joined. */
function dropOldToken() {
  if (kept().token && kept().token.week !== isoWeek(new Date())) keep({ token: undefined });
}

function weekToken() {
  dropOldToken();
  if (!kept().token) keep({ token: { week: isoWeek(new Date()), token: random() } });
  return kept().token.token;
}

/* ---- sharing ---- */

const chosenMark = () => element.querySelector('input[name="fe-mark"]:checked').value;

function drawMark() {
  $('fe-question-box').hidden = chosenMark() !== 'question';
  $('fe-share-note').textContent = '';
}

function openShare() {
  drawMark();
  $('fe-share-dialog').showModal();
}

async function share() {
  const mark = chosenMark(), question = mark === 'question' ? $('fe-question').value.trim() : null;
  if (question === '') {
    $('fe-share-note').textContent = t('question_missing');
    $('fe-question').focus();
    return;
  }
  const key = H.pending = random();
  keep({ shared: [...sharedKeys(), { key, day: isoDay(new Date()), seen: 0 }] }); // before it is sent: no item without its key
  if (!sharedKeys().some((s) => s.key === key)) { $('fe-share-note').textContent = t('share_fault_storage'); return; }
  $('fe-share-note').textContent = t('share_sending');
  try {
    await askArchive('/shared', { ...request(), messages: request().messages.slice(-MOST_MESSAGES), key, token: weekToken(), team: $('fe-share-team').value, mark, question });
  } catch (error) {
    if (error.status !== 'offline') forget([key]); // else it may have arrived; the next look tells
    sayFault($('fe-share-note'), error, 'team');
    return;
  } finally {
    H.pending = null;
    drawHead();
  }
  $('fe-question').value = '';
  $('fe-share-dialog').close();
  $('fe-copy-note').textContent = t('share_done');
}

/* ---- what was shared ---- */

async function look() {
  const keys = sharedKeys().map((s) => s.key), found = [];
  for (let at = 0; at < keys.length; at += MOST_KEYS) {
    found.push(...(await askArchive('/shared/read', { keys: keys.slice(at, at + MOST_KEYS) })).items);
  }
  const known = new Set(found.map((item) => item.key));
  if (found.length) forget(keys.filter((key) => !known.has(key) && key !== H.pending)); // else it may be another archive
  H.items = found.reverse();
  drawHead();
}

function newNotes(item) {
  const seen = sharedKeys().find((s) => s.key === item.key)?.seen ?? 0;
  return item.notes.slice(seen).filter((note) => note.author === 'trainer').length;
}

function sawNotes(item) {
  keep({ shared: sharedKeys().map((s) => (s.key === item.key ? { ...s, seen: item.notes.length } : s)) });
  drawHead();
}

async function openShared() {
  $('fe-shared-dialog').showModal();
  await lookAgain();
}

async function lookAgain() {
  $('fe-shared-list').replaceChildren();
  $('fe-shared-state').textContent = t('shared_loading');
  $('fe-shared-title').focus();
  try { await look(); drawShared(); } catch (error) { sayFault($('fe-shared-state'), error); }
}

function drawShared() {
  $('fe-shared-state').textContent = H.items.length ? '' : t('shared_none');
  $('fe-shared-list').replaceChildren(...H.items.map((item) => sharedNode(item, H.items.length === 1)));
}

function sharedNode(item, open) {
  const facts = [dayWord(item.day), t('mark_' + item.mark), t('stage_' + item.status)].join(' · ');
  const under = make('span', 'fe-shared-facts', facts), fresh = newNotes(item);
  if (fresh) under.append(make('span', 'fe-new', t('shared_new', { count: fresh })));
  const head = make('summary', '', null, words(item.draft.trim().split('\n')[0]), under);
  const box = make('details', 'fe-shared-item', null, head, ...sharedParts(item));
  box.dataset.key = item.key;
  box.addEventListener('toggle', () => { if (box.open && newNotes(item)) sawNotes(item); });
  box.open = open;
  return make('li', '', null, box);
}

function sharedParts(item) {
  const part = (title, ...children) => make('section', '', null, make('h3', '', title), ...children);
  const parts = [part(t('shared_draft'), words(item.draft))];
  if (item.question) parts.push(part(t('shared_question'), words(item.question)));
  parts.push(part(t('shared_notes'), item.notes.length ? make('ol', 'fe-thread', null, ...item.notes.map(noteNode)) : make('p', 'fe-soft', t('shared_no_notes'))));
  if (item.verdicts.length) parts.push(part(t('shared_verdicts'), make('ul', '', null, ...item.verdicts.map(verdictNode))));
  if (item.cause) parts.push(part(t('shared_cause'), make('p', '', t('cause_' + item.cause))));
  const note = make('p', 'fe-inline');
  note.setAttribute('role', 'status');
  if (item.status !== 'closed') parts.push(answerPart(item, note));
  parts.push(note);
  if (item.can_withdraw) parts.push(withdrawPart(item, note));
  return parts;
}

function noteNode(note) {
  return make('li', 'fe-by-' + note.author, null, make('span', 'fe-who', `${t('by_' + note.author)} · ${dayWord(note.day)}`), words(note.text));
}

function verdictNode(verdict) {
  const name = H.me.criteria.find((c) => c.id === verdict.criterion)?.name[S.language] ?? verdict.criterion;
  return make('li', '', `${name}: `, make('span', 'fe-soft', t('verdict_' + verdict.model + '_' + verdict.value)));
}

function dayWord(iso) {
  return new Date(iso + 'T12:00:00').toLocaleDateString(S.language === 'de' ? 'de-DE' : 'en-GB', { day: 'numeric', month: 'short', year: 'numeric' });
}

/* ---- answering and withdrawing ---- */

function answerPart(item, note) {
  const field = make('textarea');
  Object.assign(field, { rows: 2, maxLength: 2000, value: H.answers.get(item.key) ?? '' });
  field.addEventListener('input', () => H.answers.set(item.key, field.value));
  const send = button('', t('answer_send'), () => (field.value.trim() ? once(() => answer(item, field, note)) : field.focus()));
  return make('div', '', null, make('label', 'fe-stacked', null, make('span', '', t('answer_field')), field), make('div', 'fe-actions', null, send));
}

async function answer(item, field, note) {
  try {
    await askArchive('/shared/answer', { key: item.key, text: field.value.trim() });
    H.answers.delete(item.key);
    field.value = '';
    await look();
  } catch (error) { sayFault(note, error, 'gone'); return; }
  const now = H.items.find((other) => other.key === item.key);
  if (!now) { drawShared(); return; }
  sawNotes(now);
  const fresh = sharedNode(now, true);
  $('fe-shared-list').querySelector(`[data-key="${item.key}"]`)?.parentElement.replaceWith(fresh);
  fresh.querySelector('textarea')?.focus();
  fresh.querySelector('[role="status"]').textContent = t('answer_sent');
}

function withdrawPart(item, note) {
  const part = make('div', 'fe-actions');
  const back = () => { part.replaceChildren(first); first.focus(); };
  const first = button('', t('withdraw'), () => {
    const yes = button('', t('withdraw_yes'), () => once(() => withdraw(item, note)));
    part.replaceChildren(make('span', '', t('withdraw_sure')), yes, button('', t('withdraw_no'), back));
    yes.focus();
  });
  part.append(first);
  return part;
}

async function withdraw(item, note) {
  try { await askArchive('/shared/withdraw', { key: item.key }); } catch (error) {
    sayFault(note, error);
    if (!MOVED_ON.includes(error.status)) return;
    await lookAgain();
    sayFault($('fe-shared-state'), error, H.items.some((other) => other.key === item.key) ? 'discussed' : 'gone');
    return;
  }
  forget([item.key]);
  H.answers.delete(item.key);
  H.items = H.items.filter((other) => other.key !== item.key);
  drawHead();
  $('fe-shared-list').querySelector(`[data-key="${item.key}"]`)?.parentElement.remove();
  $('fe-shared-state').textContent = t('withdrawn');
  $('fe-shared-title').focus();
}

/* ---- head and events ---- */

function drawHead() {
  if (!H.me) return;
  const count = sharedKeys().length, fresh = H.items.reduce((sum, item) => sum + newNotes(item), 0);
  $('fe-shared').hidden = !count;
  $('fe-shared').textContent = t('shared_count', { count });
  if (fresh) $('fe-shared').append(' ', make('span', 'fe-new', t('shared_new', { count: fresh })));
  $('fe-signed-in').textContent = t('account_' + H.me.role);
}

async function enterArchive() {
  dropOldToken();
  try { H.me = await askArchive('/me'); } catch { return; } // there is none
  $('fe-share').hidden = false;
  if (H.me.role !== 'agent') $('fe-shared').before(archiveLink());
  $('fe-signed-in').hidden = $('fe-sign-out').hidden = !H.me.accounts;
  choices($('fe-share-team'), H.me.teams.map((team) => [team, team]));
  $('fe-share-team-box').hidden = H.me.teams.length < 2;
  drawHead();
  const quietly = () => sharedKeys().length && look().catch(() => {}); // whoever opens the list is told of a fault
  quietly();
  setInterval(quietly, NEXT_LOOK);
}

function archiveLink() {
  const link = make('a', 'fe-link', t('archive'));
  Object.assign(link, { id: 'fe-to-archive', href: '/archive' });
  link.dataset.t = 'archive'; // so that it follows the language
  return link;
}

async function signOut() {
  try { await askArchive('/logout', {}); location.reload(); } catch (error) { sayFault($('fe-copy-note'), error); }
}

$('fe-share').addEventListener('click', openShare);
$('fe-share-send').addEventListener('click', () => once(share));
for (const radio of element.querySelectorAll('input[name="fe-mark"]')) radio.addEventListener('change', drawMark);
$('fe-shared').addEventListener('click', openShared);
$('fe-shared-dialog').addEventListener('close', () => { if ($('fe-shared').hidden) draftBox.focus(); });
$('fe-sign-out').addEventListener('click', signOut);
for (const node of element.querySelectorAll('[data-language]')) node.addEventListener('click', drawHead);
enterArchive();

/* What the trainer says to an item: each criterion, the cause, feedback, and how far it has come. */

const VALUE_MARKS = { true: '▲', false: '✓', null: '–' };

const verdictOn = (item, criterion, grader = 'trainer') => item.verdicts.find((v) => v.criterion === criterion && v.grader === grader);
const valueWord = (value) => t(value === null || value === undefined ? 'value_none' : value ? 'value_yes' : 'value_no');

/* ---- criteria ---- */

function drawCriteria() {
  const flags = D.item.report_flags ?? {};
  const order = [...S.me.criteria].sort((a, b) => Number(flags[b.id] === true) - Number(flags[a.id] === true));
  $('fe-criteria').replaceChildren(...order.map((c) => criterionRow(c, flags[c.id] ?? null)));
}

function criterionRow(criterion, model) {
  const given = verdictOn(D.item, criterion.id), second = verdictOn(D.item, criterion.id, 'second');
  const name = button('fe-criterion-name', criterion.name[S.language], () => { S.active = S.active === criterion.id ? null : criterion.id; D.evidenceFor = null; drawKeeping(drawItem); });
  name.setAttribute('aria-pressed', String(S.active === criterion.id));
  name.dataset.role = 'name-' + criterion.id;
  const says = make('span', 'fe-model', null, t('model_says') + ' ', sign(VALUE_MARKS[model], valueWord(model), 'fe-value-' + model));
  if (criterion.silenced) says.append(' · ' + t('silenced'));
  const words = model === null ? [[true, 'value_yes'], [false, 'value_no']] : [[model, 'agree'], [!model, 'disagree']];
  const group = make('div', 'fe-agree', null, ...words.map(([value, key]) => {
    const press = button('', t(key), () => saveVerdict(criterion.id, value, value ? given?.evidence ?? [] : []));
    press.setAttribute('aria-pressed', String(given?.value === value));
    press.dataset.role = `${key}-${criterion.id}`;
    return press;
  }));
  group.setAttribute('role', 'group');
  group.setAttribute('aria-label', criterion.name[S.language]);
  const row = make('li', 'fe-criterion', null, make('div', '', null, name, says), group);
  if (given) row.append(said('training_says', given));
  if (second) row.append(said('second_says', second));
  if (given?.evidence.length) row.append(make('ul', 'fe-evidence', null, ...given.evidence.map((e, i) => evidenceRow(criterion, given, e, i))));
  return row;
}

function said(key, verdict) {
  return make('p', 'fe-said', null, t(key) + ' ', sign(VALUE_MARKS[verdict.value], valueWord(verdict.value), 'fe-value-' + verdict.value));
}

function evidenceRow(criterion, verdict, piece, index) {
  const quote = textOf(D.item, piece.message).slice(piece.start, piece.end);
  const away = button('fe-away', '×', () => saveVerdict(criterion.id, verdict.value, verdict.evidence.filter((_, i) => i !== index)), t('evidence_away', { words: quote }));
  return make('li', 'fe-quote', null, make('span', 'fe-where', t(piece.message === null ? 'in_reply' : 'in_chat') + ': '), words(quote), ' ', away);
}

async function saveVerdict(criterion, value, evidence) {
  const { item } = D;
  await guarded(async () => {
    await api('PUT', `/items/${item.id}/verdicts/${criterion}`, { value, evidence: evidence.map(({ message, start, end }) => ({ message, start, end })) });
    const model = item.report_flags?.[criterion] ?? null;
    item.verdicts = [...item.verdicts.filter((v) => v !== verdictOn(item, criterion)), { criterion, grader: 'trainer', value, model, evidence }];
    saved(item);
  });
}

/* Say so, and draw the item if it still stands there. */
function saved(item) {
  if (D.item !== item || S.route.name !== 'item') return;
  $('fe-saved').textContent = t('saved');
  drawKeeping(drawItem);
}

/* ---- cause, steps, feedback ---- */

async function saveCause() {
  const { item } = D, cause = $('fe-cause').value || null;
  await guarded(async () => {
    await api('PUT', `/items/${item.id}/cause`, { cause });
    item.cause = cause;
    saved(item);
  });
}

function drawStages() {
  const reached = STAGES.indexOf(D.item.status);
  $('fe-stages').replaceChildren(...STAGES.map((status, index) => {
    const press = button('', null, () => saveStage(status));
    press.append(sign(index <= reached ? '●' : '○', t('stage_' + status), ''));
    press.dataset.role = 'stage-' + status;
    if (index === reached) press.setAttribute('aria-current', 'step');
    else press.disabled = !NEXT_STAGES[D.item.status].includes(status);
    return make('li', '', null, press);
  }));
}

async function saveStage(status) {
  const { item } = D;
  await guarded(async () => {
    await api('PUT', `/items/${item.id}/status`, { status });
    setStage(item, status);
    saved(item);
  });
}

function setStage(item, status) {
  item.status = status;
  const row = Q.rows.find((r) => r.id === item.id);
  if (row) row.status = status;
}

function drawNotes() {
  $('fe-notes').replaceChildren(...D.item.notes.map((n) => make('li', 'fe-note fe-note-' + n.author, null,
    make('span', 'fe-who', `${t('note_' + n.author)} · ${day(n.day)}`), words(n.text))));
  $('fe-note-who').textContent = t(D.item.mark ? 'note_reader' : 'note_no_reader');
}

async function sendNote(event) {
  event.preventDefault();
  const { item } = D, text = $('fe-note-text').value.trim();
  if (!text) { $('fe-note-text').focus(); return; }
  const done = await guarded(async () => {
    await api('POST', `/items/${item.id}/notes`, { text });
    $('fe-note-text').value = '';
    await showItem(); // the step may have changed with it
    setStage(D.item, D.item.status);
  });
  if (done) saved(D.item);
}

function deleteChat() {
  const { id } = D.item;
  confirmed(t('chat_delete_confirm'), t('delete'), () => guarded(async () => {
    await api('DELETE', '/items/' + id);
    Q.key = null; // other replies of the chat are gone, too
    location.hash = '#queue' + behind(filterOf(S.route.query));
  }));
}

/* ---- keys and events ---- */

function itemKeys(event) {
  if (event.key === 'Escape') {
    if (typingIn(event.target)) event.target.blur();
    else $('fe-back').click();
    return;
  }
  const way = { j: 'next', k: 'previous' }[event.key];
  if (!way) return;
  event.preventDefault();
  $('fe-item-' + way).click();
}

document.addEventListener('selectionchange', markEnds);
$('fe-mark-criterion').addEventListener('change', (event) => { D.evidenceFor = event.target.value; });
$('fe-mark-keep').addEventListener('click', keepMarked);
$('fe-chat-delete').addEventListener('click', deleteChat);
$('fe-cause').addEventListener('change', saveCause);
$('fe-note').addEventListener('submit', sendNote);

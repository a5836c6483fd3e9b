/* Chats in and out: choose a file, look at it, say who the team is, import; then watch the reviews come. */

const POLL = 2000; // milliseconds between two looks at the reviews that wait
const DATE_ORDERS = ['dmy', 'mdy', 'ymd'];
const I = { file: null, look: null, result: null, busy: false, began: null, progress: null };
let pollTimer;

async function showImport() {
  drawImport();
  await poll();
}

function drawImport() {
  const allowed = S.me.legal_basis;
  $('fe-basis-missing').hidden = allowed;
  $('fe-basis-lead').hidden = S.me.role !== 'lead';
  $('fe-basis-ask').hidden = S.me.role === 'lead';
  $('fe-drop').hidden = !allowed;
  $('fe-look').hidden = !I.look;
  if (I.look) drawLook();
  $('fe-result').hidden = !I.result;
  if (I.result) drawResult();
  options($('fe-import-channel'), S.me.channels.map((c) => [c, channelName(c)]), $('fe-import-channel').value || 'unknown');
  options($('fe-import-team'), S.me.teams.map((n) => [n, n]), $('fe-import-team').value || S.me.teams[0]);
  $('fe-import-state').textContent = I.busy ? t('import_' + I.busy) : '';
  $('fe-import-go').disabled = !!I.busy || !I.look?.messages;
  drawProgress();
}

/* ---- a file ---- */

async function choose(file) {
  if (!file || I.busy) return;
  Object.assign(I, { file, look: null, result: null, busy: 'reading' });
  drawImport();
  await guarded(async () => {
    I.look = await api('POST', '/imports/look', form(file));
    $('fe-import-channel').value = I.look.kind === 'whatsapp' ? 'whatsapp' : 'unknown';
    choices($('fe-import-order'), [[I.look.order ?? '', '']]);
  });
  I.busy = false;
  $('fe-file').value = '';
  drawImport();
  if (I.look) $('fe-look-title').focus();
}

function form(file, values) {
  const data = new FormData();
  data.append('file', file, file.name);
  if (values) data.append('options', JSON.stringify(values));
  return data;
}

function drawLook() {
  const { look, file } = I;
  $('fe-look-title').textContent = file.name;
  $('fe-look-facts').textContent = count('messages_found', look.messages);
  const orders = DATE_ORDERS.map((order) => [order, t('dates_' + order)]);
  options($('fe-import-order'), look.order ? orders : [['', t('dates_open')], ...orders], $('fe-import-order').value);
  $('fe-import-dates').hidden = look.kind !== 'whatsapp';
  const chosen = chosenSenders();
  $('fe-senders').hidden = !look.senders?.length;
  $('fe-sender-names').replaceChildren(...(look.senders ?? []).map((name) => {
    const [label, box] = checkbox(name, chosen.includes(name));
    Object.assign(box, { name: 'fe-sender', value: name });
    return label;
  }));
  $('fe-look-faults').hidden = !look.faults?.length;
  $('fe-look-faults-title').textContent = count('faults', look.faults?.length ?? 0);
  faultLines($('fe-look-fault-list'), look.faults ?? []);
}

const chosenSenders = () => [...element.querySelectorAll('input[name="fe-sender"]:checked')].map((box) => box.value);

async function importIt(event) {
  event.preventDefault();
  const names = chosenSenders();
  if (I.look.senders?.length && !names.length) {
    $('fe-import-state').textContent = t('import_no_team');
    element.querySelector('input[name="fe-sender"]').focus();
    return;
  }
  const values = { team_names: names, team: $('fe-import-team').value, channel: $('fe-import-channel').value, order: $('fe-import-order').value || null };
  I.busy = 'storing';
  drawImport();
  const done = await guarded(async () => { I.result = await api('POST', '/imports', form(I.file, values)); });
  I.busy = false;
  if (done) Object.assign(I, { file: null, look: null, began: null });
  drawImport();
  if (!done) return;
  $('fe-result').focus();
  await guarded(poll);
}

function drawResult() {
  const { conversations, items, doubles, faults } = I.result;
  const parts = [count('imported', conversations), count('imported_items', items)];
  if (doubles) parts.push(count('imported_doubles', doubles));
  $('fe-result-said').textContent = parts.join(' ');
  $('fe-result-faults').hidden = !faults.length;
  $('fe-result-faults-title').textContent = count('faults', faults.length);
  faultLines($('fe-result-fault-list'), faults);
}

/* ---- the reviews in the background ---- */

async function poll() {
  clearTimeout(pollTimer);
  I.progress = await api('GET', '/imports/progress');
  if (I.progress.waiting && !I.began) I.began = { at: Date.now(), waiting: I.progress.waiting };
  drawProgress();
  if (I.progress.waiting && S.route.name === 'import') pollTimer = setTimeout(() => guarded(poll), POLL);
}

function drawProgress() {
  const { progress, began } = I;
  $('fe-progress').hidden = !progress?.waiting;
  $('fe-progress-done').hidden = !(began || I.result) || !progress || progress.waiting > 0; // a few are done before the first look
  if (!progress?.waiting) return;
  const all = progress.reviewed + progress.waiting;
  const meter = $('fe-progress-bar');
  meter.max = all;
  meter.value = progress.reviewed;
  const say = t('progress', { done: progress.reviewed.toLocaleString(locale()), all: all.toLocaleString(locale()) });
  meter.setAttribute('aria-label', say);
  $('fe-progress-said').textContent = [say, restOfTime()].filter(Boolean).join(' · ');
}

function restOfTime() {
  const done = I.began.waiting - I.progress.waiting, seconds = (Date.now() - I.began.at) / 1000;
  if (done < 2 || seconds < 4) return '';
  const minutes = Math.ceil((I.progress.waiting * seconds) / done / 60);
  return minutes > 90 ? count('time_hours', Math.round(minutes / 60)) : count('time_minutes', minutes);
}

/* ---- events ---- */

$('fe-file').addEventListener('change', (event) => choose(event.target.files[0]));
for (const name of ['dragover', 'dragleave', 'drop']) {
  $('fe-drop').addEventListener(name, (event) => {
    event.preventDefault();
    $('fe-drop').classList.toggle('fe-over', name === 'dragover');
    if (name === 'drop') choose(event.dataTransfer.files[0]);
  });
}
$('fe-import').addEventListener('submit', importIt);
$('fe-look-away').addEventListener('click', () => { Object.assign(I, { file: null, look: null }); drawImport(); $('fe-file').focus(); });

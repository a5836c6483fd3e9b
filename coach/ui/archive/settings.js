/* What the lead decides: the legal basis, how long things stay, teams, silent criteria, and a customer's rights. */

const W = { found: null, ask: null }; // of the customer looked for: how many conversations, and the words asked with

async function showSettings() {
  drawSettings();
  $('fe-basis-text').value = S.me.legal_basis?.text ?? '';
  $('fe-retention').value = S.me.retention_days;
  $('fe-teams').value = S.me.teams.join('\n');
}

function drawSettings() {
  const basis = S.me.legal_basis;
  $('fe-basis-state').replaceChildren(basis ? sign('✓', t('basis_there', { day: day(basis.day) }), '') : sign('○', t('basis_none'), ''));
  $('fe-basis-away').hidden = !basis;
  $('fe-silent').replaceChildren(...S.me.criteria.map((criterion) => {
    const [label, box] = checkbox(criterion.name[S.language], criterion.silenced);
    box.addEventListener('change', () => silence(criterion.id, box.checked, $('fe-silent-said')));
    return make('li', '', null, label);
  }));
  drawCustomer();
}

/* Send a change and say beside the form that it stands; the rest of the settings stays as it is. */
async function change(changes, told) {
  return saying(told, async () => {
    await api('PUT', '/settings', changes);
    S.me = await api('GET', '/me');
    drawSettings();
    return t('saved');
  });
}

async function saying(told, work) {
  told.textContent = '';
  return guarded(async () => { told.textContent = await work(); });
}

async function saveBasis(event) {
  event.preventDefault();
  const text = $('fe-basis-text').value.trim();
  if (!text) { $('fe-basis-text').focus(); return; }
  await change({ legal_basis: { text } }, $('fe-basis-said'));
}

async function saveRetention(event) {
  event.preventDefault();
  await change({ retention_days: Number($('fe-retention').value) }, $('fe-retention-said'));
}

async function saveTeams(event) {
  event.preventDefault();
  const teams = $('fe-teams').value.split('\n').map((n) => n.trim()).filter(Boolean);
  await change({ teams }, $('fe-teams-said'));
}

function purge() {
  confirmed(t('purge_confirm', { days: S.me.retention_days }), t('purge'), () => saying($('fe-retention-said'), async () => {
    const { deleted } = await api('POST', '/purge');
    return count('deleted_chats', deleted);
  }));
}

async function silence(id, value, told) {
  const done = await saying(told, async () => {
    await api('PUT', `/criteria/${id}/silenced`, { value });
    S.me.criteria = S.me.criteria.map((c) => (c.id === id ? { ...c, silenced: value } : c));
    return t('saved');
  });
  if (!done && S.route.name === 'settings') drawSettings();
  return done;
}

/* ---- a customer's rights ---- */

function drawCustomer() {
  $('fe-customer-found').hidden = W.found === null;
  if (W.found === null) return;
  $('fe-customer-count').textContent = W.found ? count('customer_found', W.found) : t('customer_none');
  for (const id of ['fe-customer-export', 'fe-customer-erase']) $(id).hidden = !W.found;
}

async function findCustomer(event) {
  event.preventDefault();
  const identifier = $('fe-customer').value.trim();
  if (!identifier) { $('fe-customer').focus(); return; }
  await saying($('fe-customer-said'), async () => {
    const { count: found } = await api('POST', '/customers/count', { identifier });
    Object.assign(W, { found, ask: identifier });
    drawCustomer();
    return '';
  });
}

async function exportCustomer() {
  await saying($('fe-customer-said'), async () => {
    const found = await api('POST', '/customers/export', { identifier: W.ask });
    const link = anchor(URL.createObjectURL(new Blob([JSON.stringify(found, null, 2)], { type: 'application/json' })));
    link.download = 'export.json';
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href));
    return t('exported');
  });
}

function eraseCustomer() {
  confirmed(count('erase_confirm', W.found), count('erase', W.found), () => saying($('fe-customer-said'), async () => {
    const { deleted } = await api('POST', '/customers/erase', { identifier: W.ask });
    Object.assign(W, { found: null, ask: null });
    $('fe-customer').value = '';
    drawCustomer();
    return count('deleted_chats', deleted);
  }));
}

$('fe-basis').addEventListener('submit', saveBasis);
$('fe-basis-away').addEventListener('click', () => confirmed(t('basis_away_confirm'), t('basis_away'), async () => { await change({ legal_basis: null }, $('fe-basis-said')); $('fe-basis-text').value = S.me.legal_basis?.text ?? ''; }));
$('fe-retention-form').addEventListener('submit', saveRetention);
$('fe-purge').addEventListener('click', purge);
$('fe-teams-form').addEventListener('submit', saveTeams);
$('fe-customer-form').addEventListener('submit', findCustomer);
$('fe-customer').addEventListener('input', () => { W.found = null; drawCustomer(); });
$('fe-customer-export').addEventListener('click', exportCustomer);
$('fe-customer-erase').addEventListener('click', eraseCustomer);

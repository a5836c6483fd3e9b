/* Text blocks: put in a list of canned replies, and see which of them read badly, the worst first. */

const B = { blocks: [], open: new Set() };
let blockTimer;

async function showBlocks() {
  clearTimeout(blockTimer);
  B.blocks = (await api('GET', '/blocks?ui=' + S.language)).blocks;
  listBlocks();
  if (B.blocks.some((b) => !b.view) && S.route.name === 'blocks') blockTimer = setTimeout(() => guarded(showBlocks), POLL);
}

function listBlocks() {
  const flags = (block) => block.criteria?.length ?? 0;
  const sorted = [...B.blocks].sort((a, b) => flags(b) - flags(a) || a.title.localeCompare(b.title, S.language));
  const found = sorted.filter(flags).length;
  $('fe-blocks-count').textContent = B.blocks.length ? t('blocks_found', { found, all: B.blocks.length }) : '';
  $('fe-blocks-empty').hidden = B.blocks.length > 0;
  $('fe-blocks').replaceChildren(...sorted.map(blockNode));
}

function blockNode(block) {
  const title = make('summary', '', null, words(block.title));
  if (!block.view) title.append(' ', make('span', 'fe-soft fe-tiny', t('not_reviewed')));
  else if (!block.criteria.length) title.append(' ', sign('✓', t('nothing_shown'), 'fe-soft fe-tiny'));
  else title.append(' ', make('span', 'fe-chips', null, ...block.criteria.map((id) => make('span', 'fe-chip', criterionName(id)))));
  const text = make('div', 'fe-words fe-block-text', null, ...marked(block.text, evidenceIn(block, null)));
  text.dir = 'auto';
  const cards = (block.view?.cards ?? []).filter((c) => c.shown);
  const details = make('details', 'fe-block', null, title, text, make('ol', 'fe-cards', null, ...cards.map((c) => make('li', `fe-card fe-${c.level}`, null,
    make('h3', '', null, sign(MARKS[c.level], c.title, '')), make('p', 'fe-why', c.why), make('p', 'fe-advice', null, make('strong', '', t('advice') + ' '), c.advice)))));
  details.append(button('fe-link fe-tiny', t('delete'), () => guarded(async () => { await api('DELETE', '/blocks/' + block.id); await showBlocks(); })));
  details.open = B.open.has(block.id);
  details.addEventListener('toggle', () => B.open[details.open ? 'add' : 'delete'](block.id));
  return make('li', '', null, details);
}

async function takeBlocks(file) {
  if (!file) return;
  $('fe-blocks-said').textContent = t('import_reading');
  const done = await guarded(async () => {
    const { added, doubles, faults } = await api('POST', '/blocks', form(file));
    $('fe-blocks-said').textContent = [count('blocks_added', added), doubles ? count('blocks_doubles', doubles) : ''].join(' ').trim();
    $('fe-blocks-faults').hidden = !faults.length;
    $('fe-blocks-faults-title').textContent = count('faults', faults.length);
    faultLines($('fe-blocks-fault-list'), faults);
    await showBlocks();
  });
  if (!done) $('fe-blocks-said').textContent = '';
  $('fe-blocks-file').value = '';
}

$('fe-blocks-file').addEventListener('change', (event) => takeBlocks(event.target.files[0]));

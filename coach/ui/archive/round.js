/* The weekly round: six items on one screen, two of them graded blind, then one focus for the team. */

const SEATS = ['trainer', 'second'];
const R = { rounds: [], team: null, round: null, step: 0, values: {}, asked: null };

async function showRound() {
  const { id } = S.route;
  $('fe-rounds').hidden = !!id;
  $('fe-stage').hidden = !id;
  if (id) await showStage(id);
  else await showRounds();
}

/* ---- the list ---- */

async function showRounds() {
  if (document.fullscreenElement) await document.exitFullscreen();
  const { teams } = S.me;
  R.team = teams.includes(R.team) ? R.team : teams[0] ?? null;
  options($('fe-round-team'), teams.map((n) => [n, n]), R.team);
  $('fe-round-team-box').hidden = teams.length < 2;
  $('fe-round-start').disabled = !R.team;
  R.rounds = R.team ? (await api('GET', '/rounds?team=' + encodeURIComponent(R.team))).rounds : [];
  $('fe-rounds-empty').hidden = R.rounds.length > 0;
  $('fe-rounds-empty').textContent = t(R.team ? 'rounds_empty' : 'rounds_no_team');
  $('fe-round-list').replaceChildren(...R.rounds.map((r) => {
    const focus = r.focus ? t('focus_until', { name: criterionName(r.focus), day: day(r.until) }) : t('focus_open');
    const link = anchor('#round/' + r.id, null, 'fe-row fe-row-plain');
    link.append(make('strong', '', day(r.day)), make('span', '', focus));
    return make('li', '', null, link);
  }));
}

async function startRound() {
  await guarded(async () => {
    try { location.hash = '#round/' + (await api('POST', '/rounds', { team: R.team })).id; } catch (error) {
      if (error.status !== 409) throw error;
      $('fe-rounds-empty').hidden = false;
      $('fe-rounds-empty').textContent = t('round_nothing');
    }
  });
}

/* ---- the stage ---- */

async function showStage(id) {
  if (R.asked !== id) Object.assign(R, { asked: id, step: 0, values: {} });
  R.round = await api('GET', `/rounds/${encodeURIComponent(id)}?ui=${S.language}`);
  S.active = null;
  drawStage();
}

function steps() {
  const items = R.round.items.map((item, index) => ({ kind: 'item', item, number: index + 1 }));
  return [...(R.round.before_after ? [{ kind: 'before' }] : []), ...items, { kind: 'end' }];
}

function drawStage() {
  const all = steps();
  R.step = Math.min(R.step, all.length - 1);
  const step = all[R.step];
  $('fe-stage-title').textContent = t('round_of', { team: R.round.team, day: day(R.round.day) });
  $('fe-step-name').textContent = stepName(step);
  $('fe-steps').replaceChildren(...all.map((s, index) => {
    const dot = button('fe-dot', { before: '↺', end: '⚑' }[s.kind] ?? String(s.number), () => go(index), stepName(s));
    dot.title = stepName(s);
    if (index === R.step) dot.setAttribute('aria-current', 'step');
    dot.dataset.role = 'dot-' + index;
    return make('li', '', null, dot);
  }));
  const draw = { before: beforeStep, item: itemStep, end: endStep }[step.kind];
  $('fe-step').replaceChildren(...draw(step.item));
  $('fe-step-back').disabled = R.step === 0;
  $('fe-step-on').disabled = R.step === all.length - 1;
}

function stepName({ kind, number: at }) {
  if (kind === 'item') return t('step_item', { number: at, all: R.round.items.length });
  return kind === 'before' ? t('step_before') : t('step_end');
}

function go(step) {
  if (!steps()[step]) return;
  R.step = step;
  S.active = null;
  drawKeeping(drawStage);
  $('fe-stage').scrollTop = 0;
}

const closed = (entry) => entry.blind && !SEATS.every((seat) => entry.graded[seat]);

function itemStep(entry) {
  const { item } = entry;
  const facts = make('p', 'fe-step-facts', null, ...(closed(entry) ? [] : [lane(entry.lane)]), make('span', 'fe-soft', [channelName(item.channel), languageName(item.language)].join(' · ')));
  if (entry.blind) facts.append(sign('◑', t('blind'), 'fe-chip'));
  const left = make('section', 'fe-panel', null, make('ol', 'fe-bubbles fe-talk', null, ...talk(item, drawStage)));
  left.setAttribute('aria-label', t('talk'));
  if (item.question) left.prepend(make('p', 'fe-notice', null, make('strong', '', t('team_asks') + ' '), words(item.question)));
  const right = make('section', 'fe-panel', null, ...(closed(entry) ? [gradeForm(entry)] : [...compared(entry), ...found(entry)]));
  right.setAttribute('aria-label', t(closed(entry) ? 'grade_title' : 'findings'));
  return [facts, make('div', 'fe-columns fe-two', null, left, right)];
}

function found(entry) {
  const { item } = entry, cards = (item.view?.cards ?? []).filter((c) => c.shown);
  const pressed = (id, open) => { S.active = open ? null : id; drawKeeping(drawStage); };
  const parts = [make('h3', 'fe-part', t('findings'))];
  if (cards.length) parts.push(make('ol', 'fe-cards', null, ...cards.map((c, i) => itemCard(c, S.active ? S.active === c.id : i === 0, pressed))));
  else parts.push(make('p', 'fe-soft', item.view?.summary || t('nothing_shown')));
  if (item.rewrites?.length) parts.push(make('h3', 'fe-part', t('rewrite')), suggestion(item.rewrites[0]));
  parts.push(make('p', '', null, anchor('#item/' + item.id, t('open_item'))));
  return parts;
}

/* ---- blind grades ---- */

function gradeForm(entry) {
  const seat = SEATS.find((s) => !entry.graded[s]);
  const key = `${entry.position}-${seat}`, values = (R.values[key] ??= {});
  const list = S.me.criteria.map((c) => {
    const [label, box] = checkbox(c.name[S.language], !!values[c.id]);
    box.addEventListener('change', () => { values[c.id] = box.checked; });
    return label;
  });
  const form = make('form', 'fe-grade', null, make('h3', '', t('grade_title')), make('p', 'fe-soft', t('grade_' + seat)),
    make('fieldset', '', null, make('legend', '', t('seat_' + seat)), ...list));
  const send = make('button', 'fe-main', t('grade_send'));
  form.append(make('p', 'fe-soft fe-tiny', t('grade_none')), make('div', 'fe-actions', null, send));
  form.addEventListener('submit', (event) => { event.preventDefault(); guarded(() => sendGrades(entry, seat, values)); });
  return form;
}

async function sendGrades(entry, grader, values) {
  const all = Object.fromEntries(S.me.criteria.map((c) => [c.id, !!values[c.id]]));
  await api('PUT', `/rounds/${R.round.id}/grades`, { position: entry.position, grader, values: all });
  await showStage(R.asked);
  $('fe-step').querySelector('input, button')?.focus();
}

function compared(entry) {
  if (!entry.blind) return [];
  const { item } = entry;
  const rows = S.me.criteria.map((c) => ({ name: c.name[S.language], first: verdictOn(item, c.id)?.value, second: verdictOn(item, c.id, 'second')?.value, model: item.report_flags?.[c.id] ?? null }));
  const graded = rows.filter((r) => r.first !== undefined && r.second !== undefined);
  const same = graded.filter((r) => r.first === r.second).length;
  const shown = graded.filter((r) => r.first || r.second || r.model);
  const cell = (value) => make('td', '', null, sign(VALUE_MARKS[value], valueWord(value), 'fe-value-' + value));
  return [make('h3', 'fe-part', t('voices')), make('p', '', t('voices_same', { same, of: graded.length })),
    table(['criterion', 'seat_trainer', 'seat_second', 'model_short'], shown.map((r) => [r.name, cell(r.first), cell(r.second), cell(r.model)]))];
}

/* ---- before and after; the end ---- */

function beforeStep() {
  const { criterion, before, after } = R.round.before_after;
  const apart = before.low > after.high || after.low > before.high;
  const said = !apart ? 'before_same' : after.share < before.share ? 'before_less' : 'before_more';
  return [make('section', 'fe-panel fe-before', null, make('h3', '', t('before_title', { name: criterionName(criterion) })), make('p', 'fe-soft', t('before_what')),
    make('ul', 'fe-whiskers', null, whisker(t('before'), before), whisker(t('after'), after)), make('p', '', t(said)))];
}

function endStep() {
  const { agreement, silence: quiet, focus, until } = R.round;
  const left = make('section', 'fe-panel', null, make('h3', '', t('agreement_title')));
  if (!agreement) left.append(make('p', 'fe-soft', t('agreement_waits')));
  else {
    const of = (rows, id) => { const r = rows.find((x) => x.criterion === id); return r ? t('same_of', { same: r.same, of: r.of }) : '–'; };
    left.append(make('p', 'fe-soft', t('agreement_why')),
      table(['criterion', 'both_voices', 'with_model'], agreement.criteria.map((r) => [criterionName(r.criterion), of(agreement.criteria, r.criterion), of(agreement.with_model, r.criterion)])));
  }
  for (const id of quiet) left.append(proposal(id));
  const right = make('section', 'fe-panel', null, make('h3', '', t('focus')));
  right.append(focus ? make('p', 'fe-focus', null, make('strong', '', criterionName(focus)), ' ' + t('until_day', { day: day(until) })) : focusForm());
  return [make('div', 'fe-columns fe-two', null, left, right)];
}

function proposal(id) {
  if (S.me.criteria.find((c) => c.id === id)?.silenced) return make('p', 'fe-notice', t('silence_done', { name: criterionName(id) }));
  const said = make('p');
  said.setAttribute('role', 'status');
  const box = make('div', 'fe-notice', null, make('p', '', t('silence_proposed', { name: criterionName(id) })));
  if (S.me.role === 'lead') box.append(button('', t('silence'), async () => { if (await silence(id, true, said)) drawStage(); }), said);
  else box.append(make('p', 'fe-soft', t('silence_by_lead')));
  return box;
}

function focusForm() {
  const select = make('select'), date = make('input'), save = make('button', 'fe-main', t('focus_keep'));
  choices(select, criterionPairs());
  Object.assign(date, { type: 'date', required: true, value: new Date(Date.now() + 7 * 864e5).toISOString().slice(0, 10) });
  const form = make('form', 'fe-form', null, make('p', 'fe-soft', t('focus_why')), labelled(t('focus_criterion'), select), labelled(t('focus_date'), date), make('div', 'fe-actions', null, save));
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    guarded(async () => {
      await api('PUT', `/rounds/${R.round.id}/end`, { focus: select.value, until: date.value });
      await showStage(R.asked);
      $('fe-stage').focus();
    });
  });
  return form;
}

/* ---- keys and events ---- */

async function fullScreen() {
  if (document.fullscreenElement) await document.exitFullscreen();
  else await $('fe-stage').requestFullscreen().catch(() => $('fe-stage').classList.toggle('fe-large'));
}

function roundKeys(event) {
  if (!S.route.id || !R.round) return;
  const by = { ArrowRight: 1, j: 1, ArrowLeft: -1, k: -1 }[event.key];
  if (by) { event.preventDefault(); go(R.step + by); }
  else if (event.key === 'f') fullScreen();
  else if (event.key === 'Escape' && !document.fullscreenElement) location.hash = '#round';
}

$('fe-round-start').addEventListener('click', startRound);
$('fe-round-team').addEventListener('change', (event) => { R.team = event.target.value; guarded(showRounds); });
$('fe-step-back').addEventListener('click', () => go(R.step - 1));
$('fe-step-on').addEventListener('click', () => go(R.step + 1));
$('fe-full').addEventListener('click', fullScreen);
document.addEventListener('fullscreenchange', () => { $('fe-full').textContent = t(document.fullscreenElement ? 'full_leave' : 'full_screen'); });

/* Five fixed charts. Each figure stands as words beside its picture, with its 95 % interval; nothing can be narrowed down. */

const N = { figures: null };
const KAPPA_FROM = -0.2; // left end of the scale of agreement; the right one is 1
const CHARTS = { open_requests: openRequests, causes, criteria_by_week: byWeek, model_vs_trainers: againstTrainers, false_alarms: falseAlarms };

async function showInsights() {
  N.figures = await api('GET', '/insights');
  drawInsights();
}

function drawInsights() {
  if (!N.figures) return;
  $('fe-charts').replaceChildren(...Object.entries(CHARTS).map(([name, draw]) => {
    const figure = N.figures[name];
    const title = make('h3', '', t('chart_' + name));
    title.id = 'fe-chart-' + name;
    const panel = make('section', `fe-panel fe-chart fe-chart-${name}`, null, title, make('p', 'fe-soft', t('about_' + name)));
    panel.setAttribute('aria-labelledby', title.id);
    panel.append(...(figure.enough ? draw(figure) : [make('p', 'fe-empty', t('too_few')), make('p', 'fe-soft fe-tiny', t('too_few_' + (name.includes('week') ? 'cells' : 'items')))]));
    return panel;
  }));
}

/* ---- parts ---- */

function shareWords(share) {
  if (!share) return t('too_few');
  return t('share', { share: percent(share.share), low: Math.round(100 * share.low), high: Math.round(100 * share.high), n: share.n.toLocaleString(locale()) });
}

/* A share and its interval: line and dot on a scale from 0 to 1, and the same in words. */
function whisker(name, share) {
  return make('li', 'fe-whisker', null, make('span', 'fe-whisker-name', name), share ? picture(share.share, share.low, share.high) : make('span'), make('span', 'fe-value', shareWords(share)));
}

function picture(value, low, high) {
  const line = make('span', 'fe-line'), dot = make('span', 'fe-point');
  const at = (share) => 100 * Math.min(1, Math.max(0, share));
  line.style.left = at(low ?? value) + '%';
  line.style.width = at(high ?? value) - at(low ?? value) + '%';
  dot.style.left = at(value) + '%';
  const track = make('span', 'fe-scale', null, line, dot);
  track.setAttribute('aria-hidden', 'true');
  return track;
}

const whiskers = (rows) => make('ul', 'fe-whiskers', null, ...rows);

function table(heads, rows, caption) {
  const cell = (tag, content) => (content instanceof HTMLTableCellElement ? content : make(tag, '', null, content));
  const head = make('tr', '', null, ...heads.map((key) => {
    const node = make('th', '', key in props.strings ? t(key) : key);
    node.scope = 'col';
    return node;
  }));
  const body = rows.map(([first, ...rest]) => {
    const name = make('th', '', null, first);
    name.scope = 'row';
    return make('tr', '', null, name, ...rest.map((content) => cell('td', content)));
  });
  const parts = [make('thead', '', null, head), make('tbody', '', null, ...body)];
  const scroll = make('div', 'fe-scroll', null, make('table', '', null, ...(caption ? [make('caption', 'fe-soft', caption)] : []), ...parts));
  scroll.tabIndex = 0; // in a narrow window it scrolls sideways
  scroll.setAttribute('role', 'group');
  scroll.setAttribute('aria-label', caption ?? t('figures_table'));
  return scroll;
}

/* ---- charts ---- */

function openRequests({ matters }) {
  return [whiskers(matters.map((m) => whisker(props.matters[m.matter]?.[S.language] ?? m.matter, m)))];
}

function causes({ causes: rows }) {
  return [whiskers(rows.map((row) => whisker(t('cause_' + row.cause), row)))];
}

function falseAlarms({ criteria }) {
  return [whiskers(criteria.map((row) => whisker(criterionName(row.criterion), row.alarms)))];
}

function againstTrainers({ criteria }) {
  const scaled = (value) => (value === null ? null : (value - KAPPA_FROM) / (1 - KAPPA_FROM));
  const kappa = (row) => {
    if (row.kappa === null) return make('td', '', row.enough ? t('not_defined') : t('too_few'));
    const words = row.kappa_low === null ? number(row.kappa) : `${number(row.kappa)} (${number(row.kappa_low)} – ${number(row.kappa_high)})`;
    return make('td', 'fe-kappa', null, picture(scaled(row.kappa), scaled(row.kappa_low), scaled(row.kappa_high)), make('span', '', words));
  };
  return [table(['criterion', 'kappa', 'alpha', 'agreement', 'verdicts', 'blind_verdicts'], criteria.map((row) => [criterionName(row.criterion), kappa(row),
    number(row.alpha), row.agreement ? percent(row.agreement.share) : '–', String(row.n), String(row.blind)])), make('p', 'fe-soft fe-tiny', t('kappa_help'))];
}

/* Per criterion a strip of weeks; behind it, the table with teams. */
function byWeek({ weeks, suppressed_weeks: hidden, criteria }) {
  const most = Math.max(0.05, ...criteria.flatMap((c) => c.all.map((share) => share?.share ?? 0)));
  const parts = [];
  if (hidden) parts.push(make('p', 'fe-soft fe-tiny', count('weeks_hidden', hidden)));
  if (!weeks.length) return [...parts, whiskers(criteria.map((c) => whisker(criterionName(c.criterion), c.imported)))];
  parts.push(make('p', 'fe-soft fe-tiny', t('weeks_scale', { first: weekName(weeks[0]), last: weekName(weeks.at(-1)), most: percent(most) })));
  return [...parts, make('div', 'fe-weeks', null, ...criteria.map((c) => weekRow(c, weeks, most)))];
}

function weekRow(criterion, weeks, most) {
  const strip = make('span', 'fe-strip', null, ...criterion.all.map((share) => {
    const column = make('span', share ? 'fe-column' : 'fe-column fe-gap-week');
    if (share) column.style.height = Math.max(4, (100 * share.share) / most) + '%';
    return column;
  }));
  strip.setAttribute('aria-hidden', 'true');
  const last = criterion.all.findLastIndex(Boolean);
  const said = last < 0 ? t('too_few') : t('week_last', { week: weekName(weeks[last]), share: percent(criterion.all[last].share), n: criterion.all[last].n });
  const name = criterionName(criterion.criterion);
  const summary = make('summary', '', null, make('span', 'fe-week-name', name), strip, make('span', 'fe-value', said));
  const rows = weeks.map((week, i) => [weekName(week), shareWords(criterion.all[i]), ...criterion.teams.map((team) => shareWords(team.weeks[i]))]);
  rows.push([t('imported_row'), shareWords(criterion.imported), ...criterion.teams.map(() => '')]);
  return make('details', 'fe-week', null, summary, table(['week', 'all_teams', ...criterion.teams.map((team) => team.team)], rows, name));
}

function weekName(iso) {
  const [year, week] = iso.split('-W');
  return t('week_of_year', { year, week: Number(week) });
}

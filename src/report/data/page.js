/*
 * The report's page. Everything it shows stands in compressed blocks in the page itself; it loads
 * nothing. Text from articles reaches the page as text nodes only, never as markup.
 *
 * Parts: data, elements, words (differences of two texts), edits (a text before its edits), views,
 * decisions of the reader (pins and rules), navigation.
 */
'use strict';
(() => {

/* ---- Data ---- */

const RELATION_HELP = {
	exact: 'the same words',
	near: 'the same story, slightly changed',
	contained: 'all of it is in a longer text',
	update: 'a later version of the same story',
	'follow-up': 'new news on a shared background',
	template: 'the same form with other facts',
	excerpt: 'a shared passage',
	related: 'the same subject',
	unique: 'nothing like it was found',
	'no-article': 'no text, or hardly any',
};
const PAGE_ROWS = 50;
const CLUSTER_ROWS = 200;

const data = { overview: null, clusters: [], articles: [], pairs: [], chunks: new Map() };

async function readBlock(name) {
	const element = document.getElementById('block-' + name);

	if (!element)
		return null;
	const bytes = Uint8Array.from(atob(element.textContent.trim()), (c) => c.charCodeAt(0));
	const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
	return JSON.parse(await new Response(stream).text());
}

function articleOf(row, index, sources) {
	const [id, title, source, url, date, lang, words, kept, relation, of, ofIndex, jaccard,
		containment, shared, edits, removed, chunk, position, cluster] = row;

	return { index, id, title, source: sources[source], url, date, lang, words, kept: kept === 1,
		relation, of, ofIndex, jaccard, containment, shared, edits, removed, chunk, position,
		cluster };
}

async function readAll() {
	const [overview, clusters, articles, pairs] = await Promise.all(
		['overview', 'clusters', 'articles', 'pairs'].map(readBlock));

	data.overview = overview;
	data.articles = articles.rows.map((row, i) => articleOf(row, i, articles.sources));
	data.clusters = clusters.map(([first, count, jaccard, sources, from, to], index) =>
		({ index, first, count, jaccard, sources, from, to }));
	data.pairs = pairs.map(([a, b, relation, jaccard, containment, shared, reason]) =>
		({ a, b, relation, jaccard, containment, shared, reason }));
}

/* The article's text and edits; null when the page holds only its figures. */
async function textOf(article) {
	if (article.chunk < 0)
		return null;
	if (!data.chunks.has(article.chunk))
		data.chunks.set(article.chunk, readBlock('text-' + article.chunk));
	const [text, edits] = (await data.chunks.get(article.chunk))[article.position];
	return { text, edits: edits.map(([stage, rule, at, len, removed, added, evidence]) =>
		({ stage, rule, at, len, removed, added, evidence })) };
}

const membersOf = (cluster) => data.articles.slice(cluster.first, cluster.first + cluster.count);

/* ---- Elements ---- */

/* An element with properties and children; strings become text nodes. */
function make(name, properties, ...children) {
	const element = document.createElement(name);

	for (const [key, value] of Object.entries(properties || {})) {
		if (key.startsWith('on'))
			element.addEventListener(key.slice(2), value);
		else if (value === true)
			element.setAttribute(key, '');
		else if (value !== false && value !== null && value !== undefined)
			element.setAttribute(key, value);
	}
	element.append(...children.flat().filter((child) => child !== null && child !== undefined));
	return element;
}

function drawing(name, properties, ...children) {
	const element = document.createElementNS('http://www.w3.org/2000/svg', name);

	for (const [key, value] of Object.entries(properties || {}))
		element.setAttribute(key, value);
	element.append(...children);
	return element;
}

const number = (n) => Number(n).toLocaleString('en');
const percent = (part, whole) => whole ? (100 * part / whole).toFixed(part && part < whole / 100 ? 2 : 1) + ' %' : '0 %';
const permille = (n) => n < 0 ? '' : (n / 10).toFixed(1) + ' %';

/* Controls that change the direction of text are shown by name, so that they cannot reorder it. */
const visible = (text) => String(text).replace(/[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g,
	(c) => '\u27e8U+' + c.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0') + '\u27e9');

/* Text of an article, isolated from the direction of what is around it. */
const foreign = (text) => make('bdi', { dir: 'auto' }, visible(text));

function linkTo(article) {
	const title = article.title || article.id || 'untitled';

	return make('a', { href: '#/article/' + article.index }, foreign(title.slice(0, 300)));
}

/* A link to the web, when it is one. */
function webLink(url) {
	if (!/^https?:\/\//i.test(url))
		return foreign(url);
	return make('a', { href: url, rel: 'noopener noreferrer nofollow', target: '_blank' }, foreign(url));
}

const stateTag = (article) => make('span', { class: 'tag ' + (article.kept ? 'kept' : 'dropped') },
	article.kept ? 'kept' : 'dropped');

function relationTag(relation) {
	return make('span', { class: 'tag', title: RELATION_HELP[relation] || '' }, relation || 'unknown');
}

function figures(entries) {
	return make('dl', { class: 'figures' }, entries.map(([label, value, note]) =>
		make('div', {}, make('dt', {}, label), make('dd', {}, value),
			note ? make('dd', { class: 'note', style: null }, make('small', {}, note)) : null)));
}

/* A table; columns are {label, cell(row), number, sort(row)}. Columns with `sort` have a button. */
function table(caption, columns, rows, options = {}) {
	const body = make('tbody');
	const state = { by: options.by ?? -1, down: true };
	const heads = columns.map((column, at) => make('th', { scope: 'col', class: column.number ? 'number' : null },
		column.sort ? make('button', { type: 'button', onclick: () => order(at) }, column.label)
			: column.label));

	function fill() {
		let list = rows;

		if (state.by >= 0) {
			const key = columns[state.by].sort;

			list = [...rows].sort((a, b) => {
				const x = key(a), y = key(b), less = x < y ? -1 : x > y ? 1 : 0;
				return state.down ? -less : less;
			});
		}
		body.replaceChildren(...list.map((row) => make('tr', {}, columns.map((column) =>
			make('td', { class: column.number ? 'number' : null }, column.cell(row))))));
		heads.forEach((head, at) => at === state.by ?
			head.setAttribute('aria-sort', state.down ? 'descending' : 'ascending') : head.removeAttribute('aria-sort'));
	}
	function order(at) {
		state.down = state.by === at ? !state.down : Boolean(columns[at].number);
		state.by = at;
		fill();
	}
	fill();
	return make('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': caption },
		make('table', {}, make('caption', {}, caption), make('thead', {}, make('tr', {}, heads)), body));
}

/* Rows with a label, a count and a bar of its share of the largest. */
function bars(caption, head, rows) {
	const most = Math.max(1, ...rows.map(([, n]) => n));

	return table(caption, [
		{ label: head, cell: ([label]) => foreign(label), sort: ([label]) => label },
		{ label: 'Articles', number: true, cell: ([, n]) => number(n), sort: ([, n]) => n },
		{ label: 'Share of the largest', cell: ([, n]) => {
			const bar = make('span', { class: 'bar' });
			bar.style.width = (100 * n / most).toFixed(2) + '%';
			return bar;
		} },
	], rows);
}

/* ---- Words: what two texts have in common ---- */

const WORD = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]|[\p{L}\p{N}\p{M}]+|[^\p{L}\p{N}\p{M}\s]/gu;
const MOVED_WORDS = 6;    /* a passage of so many words that is elsewhere in the other text has moved */
const MOST_EDITS = 4000;  /* a stretch that needs more is shown as replaced */

function wordsOf(text) {
	return [...text.matchAll(WORD)].map((match) =>
		({ at: match.index, end: match.index + match[0].length, key: match[0].toLowerCase() }));
}

/* Myers, "An O(ND) Difference Algorithm and Its Variations" (1986): the pairs of equal words. */
function myers(a, b, a0, a1, b0, b1, pairs) {
	const n = a1 - a0, m = b1 - b0, limit = Math.min(n + m, MOST_EDITS), offset = limit + 1;
	const furthest = new Int32Array(2 * limit + 3), trace = [];

	for (let d = 0; d <= limit; d++) {
		trace.push(furthest.slice(offset - d - 1, offset + d + 2));
		for (let k = -d; k <= d; k += 2) {
			const down = k === -d || (k !== d && furthest[offset + k - 1] < furthest[offset + k + 1]);
			let x = down ? furthest[offset + k + 1] : furthest[offset + k - 1] + 1, y = x - k;

			while (x < n && y < m && a[a0 + x].key === b[b0 + y].key)
				x++, y++;
			furthest[offset + k] = x;
			if (x >= n && y >= m)
				return walkBack(trace, d, n, m, a0, b0, pairs);
		}
	}
}

function walkBack(trace, edits, n, m, a0, b0, pairs) {
	const found = [];
	let x = n, y = m;

	for (let d = edits; d >= 0; d--) {
		const row = trace[d], at = (k) => row[k + d + 1], k = x - y;
		const down = k === -d || (k !== d && at(k - 1) < at(k + 1));
		const from = d === 0 ? 0 : down ? at(k + 1) : at(k - 1);
		const before = d === 0 ? 0 : from - (down ? k + 1 : k - 1);

		while (x > (d === 0 ? 0 : down ? from : from + 1) && y > (d === 0 ? 0 : down ? before + 1 : before))
			found.push([a0 + --x, b0 + --y]);
		x = from;
		y = before;
	}
	pairs.push(...found.reverse());
}

/* Runs of three words that both texts have exactly once, in an order that both agree on. */
function anchors(a, b) {
	const run = (list, i) => list[i].key + ' ' + list[i + 1].key + ' ' + list[i + 2].key;
	const index = (list) => {
		const places = new Map();

		for (let i = 0; i + 2 < list.length; i++)
			places.set(run(list, i), places.has(run(list, i)) ? -1 : i);
		return places;
	};
	const inA = index(a), inB = index(b), common = [];

	for (const [key, i] of inA)
		if (i >= 0 && inB.get(key) >= 0)
			common.push([i, inB.get(key)]);
	return longestIncrease(common);
}

function longestIncrease(pairs) {
	const tails = [], before = new Array(pairs.length);

	pairs.forEach(([, j], at) => {
		let low = 0, high = tails.length;

		while (low < high) {
			const middle = (low + high) >> 1;
			if (pairs[tails[middle]][1] < j)
				low = middle + 1;
			else
				high = middle;
		}
		before[at] = low ? tails[low - 1] : -1;
		tails[low] = at;
	});
	const chain = [];
	for (let at = tails.length ? tails[tails.length - 1] : -1; at >= 0; at = before[at])
		chain.push(pairs[at]);
	return chain.reverse();
}

/* For each word of both lists: 's' same, 'm' moved, or 'd' different. */
function compareWords(a, b) {
	const pairs = [];
	let i = 0, j = 0;

	for (const [x, y] of [...anchors(a, b), [a.length, b.length]]) {
		if (x < i || y < j)
			continue;
		myers(a, b, i, x, j, y, pairs);
		if (x < a.length)
			pairs.push([x, y]);
		i = x + 1;
		j = y + 1;
	}
	const marksA = new Array(a.length).fill('d'), marksB = new Array(b.length).fill('d');
	for (const [x, y] of pairs)
		marksA[x] = marksB[y] = 's';
	markMoved(a, marksA, b, marksB);
	return { marksA, marksB, same: pairs.length };
}

function markMoved(a, marksA, b, marksB) {
	const key = (list, i) => list.slice(i, i + MOVED_WORDS).map((w) => w.key).join(' ');
	const free = (marks, i) => marks.slice(i, i + MOVED_WORDS).every((mark) => mark !== 's');
	const places = new Map();

	for (let j = 0; j + MOVED_WORDS <= b.length; j++)
		if (free(marksB, j))
			places.set(key(b, j), j);
	for (let i = 0; i + MOVED_WORDS <= a.length; i++) {
		const j = free(marksA, i) ? places.get(key(a, i)) : undefined;

		if (j === undefined)
			continue;
		marksA.fill('m', i, i + MOVED_WORDS);
		marksB.fill('m', j, j + MOVED_WORDS);
	}
}

/* The text with its different words in `name` (del or ins) and moved ones in mark. */
function marked(text, words, marks, name) {
	const block = make('div', { class: 'text', dir: 'auto' });
	let at = 0;

	for (let i = 0; i < words.length;) {
		let end = i;

		while (end < words.length && marks[end] === marks[i])
			end++;
		if (marks[i] !== 's') {
			const from = words[i].at, to = words[end - 1].end;

			block.append(visible(text.slice(at, from)),
				make(marks[i] === 'm' ? 'mark' : name, {}, visible(text.slice(from, to))));
			at = to;
		}
		i = end;
	}
	block.append(visible(text.slice(at)));
	return block;
}

/* ---- Edits: a text as it was before them ---- */

/*
 * Walks back from the final text through the edits, the last stage first. Each piece is
 * {text, edit}: edit is null for what stayed. Null when the offsets do not fit the text, as when a
 * stage changed it without noting how.
 */
function piecesBefore(text, edits) {
	const stages = [...new Set(edits.map((edit) => edit.stage))].reverse();
	let pieces = [{ text, edit: null }];

	for (const stage of stages) {
		pieces = undo(pieces, edits.filter((edit) => edit.stage === stage));
		if (!pieces)
			return null;
	}
	return pieces;
}

function undo(pieces, edits) {
	const points = [], result = [];
	let at = 0, out = 0;

	for (const piece of pieces)
		for (const c of piece.text)
			points.push({ c, edit: piece.edit });
	for (const edit of [...edits].sort((x, y) => x.at - y.at)) {
		const keep = edit.at - at, added = [...(edit.added || '')].length;

		if (keep < 0 || out + keep + added > points.length)
			return null;
		points.slice(out, out + keep).forEach((point) => result.push(point));
		for (const c of edit.removed || '')
			result.push({ c, edit });
		out += keep + added;
		at = edit.at + edit.len;
	}
	points.slice(out).forEach((point) => result.push(point));
	return joined(result);
}

function joined(points) {
	const pieces = [];

	for (const { c, edit } of points) {
		const last = pieces[pieces.length - 1];

		if (last && last.edit === edit)
			last.text += c;
		else
			pieces.push({ text: c, edit });
	}
	return pieces;
}

/* ---- Decisions of the reader ---- */

const pins = new Map(); /* "a\nb" -> {a, b, same} */
const rulesOff = new Set();

function pin(a, b, same) {
	const [first, second] = [a.id, b.id].sort();

	pins.set(first + '\n' + second, { a: first, b: second, same });
	showButtons();
}

function download(name, text) {
	const link = make('a', { download: name, href: URL.createObjectURL(new Blob([text], { type: 'text/plain' })) });

	link.click();
	setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

function showButtons() {
	const savePins = document.getElementById('save-pins'), saveRules = document.getElementById('save-rules');

	savePins.hidden = pins.size === 0;
	savePins.textContent = `Save ${pins.size} pins`;
	saveRules.hidden = rulesOff.size === 0;
	saveRules.textContent = `Save ${rulesOff.size} rules`;
}

const pinsFile = () => [...pins.values()].map((entry) => JSON.stringify(entry) + '\n').join('');
const rulesFile = () => '# Rules that a reader of the report switched off. Use: wirewash boilerplate --rules=FILE\n' +
	[...rulesOff].sort().map((rule) => `off ${rule}\n`).join('');

function pinButtons(a, b) {
	const said = make('span', { class: 'note', role: 'status' });
	const button = (label, same) => make('button', { type: 'button', onclick: () => {
		pin(a, b, same);
		said.textContent = same ? ' Pinned as one story.' : ' Pinned as two stories.';
	} }, label);

	return make('p', { class: 'actions' }, button('These two are one story', true), ' ',
		button('These two are not', false), said);
}

/* ---- Views ---- */

function overviewView() {
	const o = data.overview;
	const view = [make('h1', {}, foreign(o.title)), figures([
		['Articles read', number(o.articles)],
		['Kept', number(o.kept), percent(o.kept, o.articles)],
		['Dropped', number(o.dropped), percent(o.dropped, o.articles)],
		['Stories with copies', number(o.clusterCount)],
		...(o.rejected === null ? [] : [['Rejected before', number(o.rejected)]]),
	])];

	view.push(make('p', { class: 'note' }, `${number(o.articles)} articles read = ${number(o.kept)} kept + ${number(o.dropped)} dropped.`));
	if (o.shown.articlesLeftOut > 0)
		view.push(make('p', { class: 'warn' }, `The figures are those of all articles. This page holds ` +
			`${number(o.shown.clusters)} of ${number(o.clusterCount)} groups of copies and ${number(o.shown.articles)} of ` +
			`${number(o.articles)} articles (--limit ${o.shown.limit}).`));
	view.push(make('h2', {}, 'What became of the articles'), relationTable(o));
	if (o.stages.length)
		view.push(make('h2', {}, 'Stage by stage'), stageTable(o));
	if (o.rules.length)
		view.push(make('h2', {}, 'What was changed in them'), ruleTable(o));
	view.push(make('h2', {}, 'Sources'), sourceTable(o), matrixTable(o));
	if (o.days.length > 1)
		view.push(make('h2', {}, 'Over time'), dayPicture(o));
	if (o.delays.some(([, n]) => n))
		view.push(make('h3', {}, 'Time until copied'), bars('How long after the first version a copy appeared', 'After', o.delays));
	view.push(make('h2', {}, 'Largest groups of copies'), clusterTable(data.clusters.slice(0, 10)),
		make('p', {}, make('a', { href: '#/clusters' }, 'All groups')));
	view.push(make('h2', {}, 'Languages and lengths'), bars('Articles by language', 'Language', o.languages),
		bars('Articles by number of words', 'Words', o.lengths));
	return view;
}

function relationTable(o) {
	return table('Articles by relation to their nearest match', [
		{ label: 'Relation', cell: (r) => relationTag(r[0]), sort: (r) => r[0] },
		{ label: 'Meaning', cell: (r) => RELATION_HELP[r[0]] || '' },
		{ label: 'Kept', number: true, cell: (r) => number(r[1]), sort: (r) => r[1] },
		{ label: 'Dropped', number: true, cell: (r) => number(r[2]), sort: (r) => r[2] },
	], o.relations, { by: 3 });
}

function stageTable(o) {
	return table('Records in = out + dropped + rejected, for each stage', [
		{ label: 'Stage', cell: (s) => s[0] },
		...['In', 'Out', 'Dropped', 'Rejected'].map((label, i) =>
			({ label, number: true, cell: (s) => number(s[i + 1]) })),
	], o.stages);
}

function ruleTable(o) {
	return table('Edits by stage and rule', [
		{ label: 'Stage', cell: (r) => r[0], sort: (r) => r[0] },
		{ label: 'Rule', cell: (r) => foreign(r[1]), sort: (r) => r[1] },
		{ label: 'Edits', number: true, cell: (r) => number(r[2]), sort: (r) => r[2] },
		{ label: 'Articles', number: true, cell: (r) => number(r[3]), sort: (r) => r[3] },
		{ label: 'Characters removed', number: true, cell: (r) => number(r[4]), sort: (r) => r[4] },
	], o.rules, { by: 2 });
}

function sourceTable(o) {
	return table('Sources: how much they copied, and how much of theirs others copied', [
		{ label: 'Source', cell: (s) => make('a', { href: '#/articles?source=' + encodeURIComponent(s[0]) }, foreign(s[0])), sort: (s) => s[0] },
		{ label: 'Articles', number: true, cell: (s) => number(s[1]), sort: (s) => s[1] },
		{ label: 'Kept', number: true, cell: (s) => number(s[2]), sort: (s) => s[2] },
		{ label: 'Copied from others', number: true, cell: (s) => percent(s[3], s[1]), sort: (s) => s[3] / s[1] },
		{ label: 'Copied by others', number: true, cell: (s) => percent(s[4], s[1]), sort: (s) => s[4] / s[1] },
		{ label: 'First with a story', number: true, cell: (s) => number(s[5]), sort: (s) => s[5] },
	], o.sources, { by: 1 });
}

function matrixTable(o) {
	const { names, counts } = o.matrix;

	if (names.length < 2)
		return null;
	const most = Math.max(1, ...counts.flat());
	return make('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'Who copied from whom' },
		make('table', { class: 'matrix' },
			make('caption', {}, 'Who copied from whom: rows copied what columns had first'),
			make('thead', {}, make('tr', {}, make('td'), names.map((name) => make('th', { scope: 'col' }, foreign(name))))),
			make('tbody', {}, counts.map((row, i) => make('tr', {}, make('th', { scope: 'row' }, foreign(names[i])),
				row.map((n, j) => {
					const cell = make('td', { title: `${visible(names[i])} from ${visible(names[j])}: ${n}` }, n ? number(n) : '');

					if (n)
						cell.style.background = `color-mix(in srgb, var(--bar) ${Math.round(10 + 45 * n / most)}%, var(--ground))`;
					return cell;
				}))))));
}

function dayPicture(o) {
	const width = 900, height = 160, most = Math.max(1, ...o.days.map(([, n]) => n)), step = width / o.days.length;
	const picture = drawing('svg', { viewBox: `0 0 ${width} ${height + 30}`, role: 'img',
		'aria-label': `Articles by day, from ${o.days[0][0]} to ${o.days[o.days.length - 1][0]}` });

	o.days.forEach(([day, n, dropped], i) => {
		const tall = height * n / most, red = height * dropped / most, place = { x: i * step, width: Math.max(.5, step - 1) };
		const bar = drawing('rect', { ...place, y: height - tall, height: tall, class: 'in' });

		bar.append(drawing('title', {}, `${day}: ${n} articles, ${dropped} dropped`));
		picture.append(bar, drawing('rect', { ...place, y: height - red, height: red, class: 'out' }));
	});
	picture.append(drawing('text', { x: 0, y: height + 18 }, o.days[0][0]),
		drawing('text', { x: width, y: height + 18, 'text-anchor': 'end' }, o.days[o.days.length - 1][0]));
	return make('figure', {}, picture, make('figcaption', { class: 'note' },
		'Articles by day of publication; the lower, darker part was dropped.'));
}

function clusterTable(clusters) {
	return table('Groups of copies, each with the article that is kept', [
		{ label: 'Story', cell: (c) => make('a', { href: '#/cluster/' + c.index }, foreign((data.articles[c.first].title || data.articles[c.first].id).slice(0, 200))) },
		{ label: 'Articles', number: true, cell: (c) => number(c.count), sort: (c) => c.count },
		{ label: 'Sources', number: true, cell: (c) => number(c.sources), sort: (c) => c.sources },
		{ label: 'First seen', cell: (c) => c.from.slice(0, 16), sort: (c) => c.from },
		{ label: 'Last seen', cell: (c) => c.to.slice(0, 16), sort: (c) => c.to },
		{ label: 'Least overlap', number: true, cell: (c) => permille(c.jaccard), sort: (c) => c.jaccard },
	], clusters);
}

/* A list of rows with filters and pages. `query` is kept in the address. */
function listView(title, part, query, rows, draw, fields) {
	const page = Math.max(0, Number(query.get('page')) || 0), last = Math.max(0, Math.ceil(rows.length / PAGE_ROWS) - 1);
	const go = (changes) => {
		const next = new URLSearchParams(query);

		for (const [key, value] of Object.entries(changes))
			if (value === '' || value === 0)
				next.delete(key);
			else
				next.set(key, value);
		location.hash = `#/${part}?${next}`;
	};
	const inputs = fields.map(({ name, label, choices }) => {
		const now = query.get(name) || '';
		const input = choices ?
			make('select', { name, onchange: (e) => go({ [name]: e.target.value, page: 0 }) },
				make('option', { value: '' }, 'all'),
				choices.map((choice) => make('option', { value: choice, selected: choice === now }, visible(choice)))) :
			make('input', { type: name === 'q' ? 'search' : name === 'from' || name === 'to' ? 'date' : 'text', name, value: now,
				onchange: (e) => go({ [name]: e.target.value, page: 0 }) });
		return make('label', {}, label, input);
	});
	const turn = (label, to, can) => make('button', { type: 'button', disabled: !can, onclick: () => go({ page: to }) }, label);

	return [make('h1', {}, title), make('form', { class: 'filters', role: 'search', onsubmit: (e) => e.preventDefault() }, inputs),
		draw(rows.slice(page * PAGE_ROWS, (page + 1) * PAGE_ROWS)),
		make('p', { class: 'pages' }, turn('Previous', page - 1, page > 0),
			make('span', { role: 'status' }, `${number(rows.length)} found, page ${page + 1} of ${last + 1}`),
			turn('Next', page + 1, page < last))];
}

const distinct = (list) => [...new Set(list)].filter(Boolean).sort();

function matchesArticle(query) {
	const q = (query.get('q') || '').toLowerCase(), source = query.get('source'), relation = query.get('relation');
	const from = query.get('from'), to = query.get('to'), state = query.get('state');

	return (a) => (!q || (a.title + '\n' + a.id + '\n' + a.url).toLowerCase().includes(q)) &&
		(!source || a.source === source) && (!relation || a.relation === relation) &&
		(!state || a.kept === (state === 'kept')) &&
		(!from || a.date.slice(0, 10) >= from) && (!to || (a.date && a.date.slice(0, 10) <= to));
}

function filterFields() {
	return [
		{ name: 'q', label: 'Search titles, ids and links' },
		{ name: 'source', label: 'Source', choices: distinct(data.articles.map((a) => a.source)) },
		{ name: 'relation', label: 'Relation', choices: distinct(data.articles.map((a) => a.relation)) },
		{ name: 'from', label: 'From' }, { name: 'to', label: 'To' },
	];
}

function clustersView(query) {
	const matches = matchesArticle(query);
	const rows = data.clusters.filter((cluster) => membersOf(cluster).some(matches));

	return listView('Groups of copies', 'clusters', query, rows, clusterTable, filterFields());
}

function articleTable(rows) {
	return table('Articles', [
		{ label: 'Title', cell: linkTo, sort: (a) => a.title },
		{ label: 'Source', cell: (a) => foreign(a.source), sort: (a) => a.source },
		{ label: 'Date', cell: (a) => a.date.slice(0, 16), sort: (a) => a.date },
		{ label: 'Words', number: true, cell: (a) => number(a.words), sort: (a) => a.words },
		{ label: 'State', cell: stateTag, sort: (a) => String(a.kept) },
		{ label: 'Relation', cell: (a) => relationTag(a.relation), sort: (a) => a.relation },
		{ label: 'Edits', number: true, cell: (a) => number(a.edits), sort: (a) => a.edits },
	], rows);
}

/* With text: also searches the texts that the page holds, which takes longer. */
async function articlesView(query) {
	let rows = data.articles.filter(matchesArticle(query));
	const words = (query.get('text') || '').toLowerCase();

	if (words) {
		const texts = await Promise.all(rows.map(textOf));
		rows = rows.filter((_, i) => texts[i] && texts[i].text.toLowerCase().includes(words));
	}
	return listView('Articles', 'articles', query, rows, articleTable,
		[...filterFields(), { name: 'state', label: 'State', choices: ['kept', 'dropped'] }, { name: 'text', label: 'Words in the text' }]);
}

function timePicture(members) {
	const dated = members.filter((a) => a.date && !isNaN(Date.parse(a.date)));

	if (dated.length < 2)
		return null;
	const times = dated.map((a) => Date.parse(a.date)), from = Math.min(...times), span = Math.max(1, Math.max(...times) - from);
	const rows = distinct(dated.map((a) => a.source)).slice(0, 20), height = 22 * rows.length + 30;
	const picture = drawing('svg', { viewBox: `0 0 900 ${height}`, role: 'img', 'aria-label': 'When each source had the story' });

	rows.forEach((source, i) => {
		picture.append(drawing('line', { x1: 190, x2: 890, y1: 22 * i + 14, y2: 22 * i + 14, class: 'axis' }),
			drawing('text', { x: 0, y: 22 * i + 18 }, visible(source).slice(0, 28)));
	});
	dated.forEach((a, i) => {
		const row = rows.indexOf(a.source);

		if (row < 0)
			return;
		const dot = drawing('circle', { cx: 195 + 690 * (times[i] - from) / span, cy: 22 * row + 14, r: 6, class: a.kept ? 'in' : 'out' });
		dot.append(drawing('title', {}, `${visible(a.source)}, ${a.date}${a.kept ? ', kept' : ''}`));
		picture.append(dot);
	});
	picture.append(drawing('text', { x: 190, y: height - 6 }, new Date(from).toISOString().slice(0, 16).replace('T', ' ')),
		drawing('text', { x: 890, y: height - 6, 'text-anchor': 'end' }, new Date(from + span).toISOString().slice(0, 16).replace('T', ' ')));
	return make('figure', {}, picture);
}

function clusterView(index) {
	const cluster = data.clusters[index];

	if (!cluster)
		return missing();
	const members = membersOf(cluster), kept = members[0], shown = members.slice(0, CLUSTER_ROWS);
	const view = [make('h1', {}, foreign(kept.title || kept.id)),
		make('p', {}, `${number(cluster.count)} articles of ${number(cluster.sources)} sources. Kept: `, linkTo(kept), '.'),
		timePicture(members), table('The articles of this group', [
			{ label: 'Title', cell: linkTo, sort: (a) => a.title },
			{ label: 'Source', cell: (a) => foreign(a.source), sort: (a) => a.source },
			{ label: 'Date', cell: (a) => a.date.slice(0, 16), sort: (a) => a.date },
			{ label: 'Words', number: true, cell: (a) => number(a.words), sort: (a) => a.words },
			{ label: 'State', cell: stateTag },
			{ label: 'Relation', cell: (a) => relationTag(a.relation), sort: (a) => a.relation },
			{ label: 'Runs in common', number: true, cell: (a) => permille(a.jaccard), sort: (a) => a.jaccard },
			{ label: 'Of the smaller text', number: true, cell: (a) => permille(a.containment), sort: (a) => a.containment },
			{ label: 'Side by side', cell: (a) => a === kept ? '' : make('a', { href: `#/compare/${kept.index}/${a.index}` }, 'with the kept one') },
		], shown)];

	if (shown.length < members.length)
		view.push(make('p', { class: 'note' }, `The first ${shown.length} of ${number(members.length)} articles are listed here; all are under Articles.`));
	view.push(...apartFrom(cluster));
	view.push(make('h2', {}, 'Compare any two'), chooseTwo(shown));
	return view;
}

function chooseTwo(members) {
	const choice = (name) => make('select', { name, 'aria-label': name }, members.map((a) =>
		make('option', { value: a.index }, visible(`${a.source}: ${a.title || a.id}`.slice(0, 80)))));
	const left = choice('left'), right = choice('right');

	return make('p', { class: 'actions' }, left, ' ', right, ' ',
		make('button', { type: 'button', onclick: () => { location.hash = `#/compare/${left.value}/${right.value}`; } }, 'Compare'));
}

/* Near misses: articles that were found similar to one of this cluster, and yet kept apart. */
function apartFrom(cluster) {
	const inside = (i) => i >= cluster.first && i < cluster.first + cluster.count;
	const rows = data.articles.filter((a) => a.ofIndex >= 0 && inside(a.index) !== inside(a.ofIndex))
		.map((a) => ({ a, b: data.articles[a.ofIndex], relation: a.relation, jaccard: a.jaccard, reason: '' }));

	rows.push(...data.pairs.filter((p) => inside(p.a) !== inside(p.b))
		.map((p) => ({ ...p, a: data.articles[p.a], b: data.articles[p.b] })));
	if (!rows.length)
		return [];
	return [make('h2', {}, 'Similar, and kept apart'), table('What kept these two apart: their relation, and the facts that differ', [
		{ label: 'Article', cell: (r) => linkTo(inside(r.a.index) ? r.b : r.a) },
		{ label: 'Relation', cell: (r) => [relationTag(r.relation), ' ', RELATION_HELP[r.relation] || ''] },
		{ label: 'Runs in common', number: true, cell: (r) => permille(r.jaccard) },
		{ label: 'Reason', cell: (r) => foreign(r.reason || '') },
		{ label: 'Side by side', cell: (r) => make('a', { href: `#/compare/${r.a.index}/${r.b.index}` }, 'what differs') },
	], rows.slice(0, 100))];
}

async function compareView(left, right) {
	const [a, b] = [data.articles[left], data.articles[right]];

	if (!a || !b)
		return missing();
	const [one, two] = await Promise.all([textOf(a), textOf(b)]);
	if (!one || !two)
		return [make('h1', {}, 'Side by side'), make('p', {}, 'This page does not hold the text of both; see --limit.')];
	const wordsA = wordsOf(one.text), wordsB = wordsOf(two.text);
	const { marksA, marksB, same } = compareWords(wordsA, wordsB);
	const moved = marksB.filter((mark) => mark === 'm').length;
	const side = (article, text, words, marks, name) => make('section', { 'aria-label': name === 'del' ? 'left' : 'right' },
		make('h2', {}, linkTo(article)), make('p', { class: 'note' }, foreign(article.source), ' ', article.date, ' ', stateTag(article)),
		marked(text, words, marks, name));

	return [make('h1', {}, 'Side by side'), figures([
		['Words of the left text that are in the right one', percent(marksA.filter((mark) => mark !== 'd').length, wordsA.length)],
		['Words of the right text that are in the left one', percent(same + moved, wordsB.length)],
		['Words in another place', number(moved)],
	]), make('p', { class: 'note' }, make('del', {}, 'only on the left'), ' ', make('ins', {}, 'only on the right'), ' ',
		make('mark', {}, 'in another place')), pinButtons(a, b),
	make('div', { class: 'compare' }, side(a, one.text, wordsA, marksA, 'del'), side(b, two.text, wordsB, marksB, 'ins'))];
}

async function articleView(index) {
	const a = data.articles[index];

	if (!a)
		return missing();
	const content = await textOf(a);
	const facts = [['Id', foreign(a.id)], ['Source', foreign(a.source)], ['Date', a.date], ['Language', a.lang],
		['Words', number(a.words)], ['Relation', [relationTag(a.relation), ' ', RELATION_HELP[a.relation] || '']]];
	const view = [make('h1', {}, foreign(a.title || a.id)), make('p', {}, stateTag(a), ' ', a.url ? webLink(a.url) : '')];

	if (a.cluster >= 0)
		view.push(make('p', {}, make('a', { href: '#/cluster/' + a.cluster }, 'Its group of copies')));
	if (a.ofIndex >= 0) {
		view.push(make('p', {}, 'Nearest match: ', linkTo(data.articles[a.ofIndex]), ' ',
			make('a', { href: `#/compare/${data.articles[a.ofIndex].index}/${a.index}` }, 'side by side')));
	} else if (a.of) {
		facts.push(['Nearest match (not on this page)', foreign(a.of)]);
	}
	view.push(table('Facts', [{ label: 'Member', cell: ([k]) => k }, { label: 'Value', cell: ([, v]) => v || '' }], facts));
	if (!content)
		return [...view, make('p', { class: 'note' }, 'This page does not hold its text; see --limit.')];
	view.push(...editsOf(content));
	return view;
}

function editsOf({ text, edits }) {
	if (!edits.length)
		return [make('h2', {}, 'Text'), make('div', { class: 'text', dir: 'auto' }, visible(text))];
	const pieces = piecesBefore(text, edits);
	const view = [make('h2', {}, 'Before, with what was removed'), pieces ?
		make('div', { class: 'text', dir: 'auto' }, pieces.map(({ text: part, edit }) => edit ?
			make('del', { title: `${edit.stage}: ${edit.rule}` }, visible(part)) : visible(part))) :
		make('p', { class: 'note' }, 'The text before cannot be rebuilt from the edits; they are listed below.')];

	view.push(make('h2', {}, 'After'), make('div', { class: 'text', dir: 'auto' }, visible(text)),
		make('h2', {}, 'Edits'), table('What each stage changed, and why', [
			{ label: 'Stage', cell: (e) => e.stage, sort: (e) => e.stage },
			{ label: 'Rule', cell: (e) => foreign(e.rule), sort: (e) => e.rule },
			{ label: 'Removed', cell: (e) => make('del', {}, visible((e.removed || '').slice(0, 300))) },
			{ label: 'Put in its place', cell: (e) => make('ins', {}, visible((e.added || '').slice(0, 300))) },
			{ label: 'Evidence', cell: (e) => foreign(e.evidence || '') },
			{ label: 'Decision', cell: (e) => e.stage !== 'boilerplate' ? '' : make('button', { type: 'button', onclick: (event) => {
				rulesOff.add(e.rule);
				event.target.textContent = 'Switched off';
				showButtons();
			} }, 'Switch the rule off') },
		], edits));
	return view;
}

/* Doubtful decisions first: drops with little overlap, articles that lost a large share. */
function reviewView() {
	const drops = data.articles.filter((a) => !a.kept && a.relation !== 'exact' && a.jaccard >= 0)
		.sort((x, y) => x.jaccard - y.jaccard).slice(0, 100);
	const cuts = data.articles.filter((a) => a.removed > 0)
		.sort((x, y) => y.removed / (y.removed + y.words * 6) - x.removed / (x.removed + x.words * 6)).slice(0, 100);

	return [make('h1', {}, 'Review'), make('p', {}, 'The decisions that are most worth a look: what was joined with little in common, ' +
		'and what lost much of its text.'),
	make('h2', {}, 'Dropped with little overlap'), table('Dropped articles, those that share least first', [
		{ label: 'Dropped', cell: linkTo },
		{ label: 'For', cell: (a) => a.ofIndex >= 0 ? linkTo(data.articles[a.ofIndex]) : foreign(a.of) },
		{ label: 'Relation', cell: (a) => relationTag(a.relation) },
		{ label: 'Runs in common', number: true, cell: (a) => permille(a.jaccard), sort: (a) => a.jaccard },
		{ label: 'Of the smaller text', number: true, cell: (a) => permille(a.containment), sort: (a) => a.containment },
		{ label: 'Side by side', cell: (a) => a.ofIndex >= 0 ? make('a', { href: `#/compare/${a.ofIndex}/${a.index}` }, 'compare') : '' },
	], drops),
	make('h2', {}, 'Much removed'), table('Articles that lost the largest share of their text', [
		{ label: 'Article', cell: linkTo },
		{ label: 'Words left', number: true, cell: (a) => number(a.words), sort: (a) => a.words },
		{ label: 'Characters removed', number: true, cell: (a) => number(a.removed), sort: (a) => a.removed },
		{ label: 'Edits', number: true, cell: (a) => number(a.edits), sort: (a) => a.edits },
	], cuts)];
}

const missing = () => [make('h1', {}, 'Not on this page'), make('p', {}, make('a', { href: '#/' }, 'Overview'))];

/* ---- Navigation ---- */

const parts = { '': 'overview', overview: 'overview', clusters: 'clusters', cluster: 'clusters', compare: 'clusters',
	articles: 'articles', article: 'articles', review: 'review' };

function viewFor(path, query) {
	const [name, first, second] = path;

	switch (name) {
	case 'clusters': return clustersView(query);
	case 'cluster': return clusterView(Number(first));
	case 'compare': return compareView(Number(first), Number(second));
	case 'articles': return articlesView(query);
	case 'article': return articleView(Number(first));
	case 'review': return reviewView();
	default: return overviewView();
	}
}

async function show() {
	const [path, query] = location.hash.replace(/^#\/?/, '').split('?');
	const names = path.split('/'), main = document.getElementById('main');
	const view = await viewFor(names, new URLSearchParams(query || ''));

	main.replaceChildren(...view.filter(Boolean));
	document.querySelectorAll('nav a').forEach((link) => link.dataset.part === parts[names[0]] ?
		link.setAttribute('aria-current', 'page') : link.removeAttribute('aria-current'));
	document.title = (main.querySelector('h1') || main).textContent.slice(0, 100) + ' - wirewash report';
	window.scrollTo(0, 0);
}

function setTheme(dark) {
	const button = document.getElementById('theme');

	document.documentElement.dataset.theme = dark ? 'dark' : 'light';
	button.setAttribute('aria-pressed', String(dark));
}

const isDark = () => document.documentElement.dataset.theme === 'dark';

function moveRow(step) {
	const rows = [...document.querySelectorAll('main tbody tr')], now = rows.findIndex((row) => row.classList.contains('current'));
	const next = rows[Math.min(rows.length - 1, Math.max(0, now + step))];

	if (!next)
		return;
	rows.forEach((row) => row.classList.toggle('current', row === next));
	next.scrollIntoView({ block: 'nearest' });
	const link = next.querySelector('a');
	if (link)
		link.focus();
}

function onKey(event) {
	if (event.target instanceof Element && event.target.matches('input, select, textarea') || event.ctrlKey || event.metaKey || event.altKey)
		return;
	if (event.key === '/') {
		const search = document.querySelector('input[type="search"]');

		event.preventDefault();
		if (search)
			search.focus();
		else
			location.hash = '#/articles';
	} else if (event.key === 'j' || event.key === 'k') {
		moveRow(event.key === 'j' ? 1 : -1);
	} else if (event.key === 'u') {
		history.back();
	} else if (event.key === 'd') {
		setTheme(!isDark());
	}
}

document.getElementById('theme').addEventListener('click', () => setTheme(!isDark()));
document.getElementById('save-pins').addEventListener('click', () => download('pins.jsonl', pinsFile()));
document.getElementById('save-rules').addEventListener('click', () => download('report.rules', rulesFile()));
document.addEventListener('keydown', onKey);
window.addEventListener('hashchange', show);
setTheme(matchMedia('(prefers-color-scheme: dark)').matches);
readAll().then(show).catch((error) => {
	document.getElementById('main').replaceChildren(make('h1', {}, 'This report cannot be shown'),
		make('p', {}, 'A browser of 2023 or later is needed. ', String(error)));
});
})();

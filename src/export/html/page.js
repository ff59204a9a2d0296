/* ---- page.js - which view is shown, the list of blocks, the theme; then the start ---- */

const content = document.getElementById('content');
const blocks = document.getElementById('blocks');
let current = {}; /* the place that is shown */
let currentEditor = null;

/* ---- Places in the address bar: #BLOCK.REGISTER.FIELD=VALUE ---- */

function go(place, value) {
	const hash = place.register && value ? `${placeName(place)}=${value}` : placeName(place);
	if (currentHash() === hash)
		route();
	location.hash = hash;
}

function currentHash() {
	const text = location.hash.slice(1);
	try {
		return decodeURIComponent(text);
	} catch {
		return text;
	}
}

function valueFromHash(text, register) {
	try {
		return parseBits(text, register.width);
	} catch {
		return null;
	}
}

/* The value is part of the address, so that a link can hold it, but not a step back */
function keepValue(place, editor) {
	editor.watch((value) => {
		const name = placeName(place);
		const hash = value === editor.start ? name : `${name}=${hex(value, place.register.width)}`;
		if (currentHash() !== hash)
			history.replaceState({ seen: true }, '', `#${hash}`);
	});
}

function showRegister(place, valueText) {
	const start = place.register.reset & place.register.known;
	const value = valueText === undefined ? start : valueFromHash(valueText, place.register) ?? start;
	currentEditor = makeEditor(place.register, value);
	content.replaceChildren(...registerView(place, currentEditor).filter(Boolean));
	keepValue(place, currentEditor);
}

function show(place, name, valueText) {
	current = place || {};
	if (!place && name)
		content.replaceChildren(...missingView(name));
	else if (!place)
		content.replaceChildren(...boardView());
	else if (place.register)
		showRegister(place, valueText);
	else
		content.replaceChildren(...blockView(place.block));
	document.title = place ? `${placeName(place)} – ${board.name}` : board.name;
}

/* Back and forward lead to where one was on a page, a link to its top */
const positions = new Map();

function keepPosition() {
	const { seen } = history.state || {};
	history.replaceState({ seen: true }, '');
	window.scrollTo(0, seen && positions.get(currentHash()) || 0);
}

function route(event) {
	const [name, valueText] = currentHash().split('=');
	const place = name ? findPlace(name) : null;
	show(place, name, valueText);
	keepPosition();
	markCurrent();
	openBlocks(false);
	if (place && place.field)
		showField(place.register.fields.indexOf(place.field));
	else if (event)
		document.getElementById('title').focus({ preventScroll: true });
}

/* ---- The list of blocks; below the one that is shown, its registers ---- */

function registerItem(block, register) {
	return h('li', {}, h('a', { href: `#${fullName(block, register)}` },
		h('span', { class: 'name' }, register.name), h('span', { class: 'address' }, hex(register.offset, 12))));
}

function fillBlocks() {
	blocks.append(appendInSteps(h('ul', {}), board.blocks, (block) => h('li', { 'data-block': block.index },
		h('a', { href: `#${block.name}` },
			h('span', { class: 'name' }, block.name),
			h('span', { class: 'address' }, addressText(block, block.base)))), board.blocks.length));
}

function openRegisters(item, block, minimum) {
	for (const list of blocks.querySelectorAll('li > ul')) {
		if (list.parentElement !== item)
			list.remove();
	}
	if (item && !item.querySelector('ul'))
		item.append(appendInSteps(h('ul', {}), block.registers, (register) => registerItem(block, register),
			minimum));
}

function markCurrent() {
	const { block, register } = current;
	const item = block ? blocks.querySelector(`[data-block="${block.index}"]`) : null;
	openRegisters(item, block, register ? block.registers.indexOf(register) + 1 : 0);
	for (const each of blocks.querySelectorAll('[aria-current]'))
		each.removeAttribute('aria-current');
	if (!item)
		return;
	const links = item.querySelectorAll('a');
	const mark = register ? links[block.registers.indexOf(register) + 1] : links[0];
	if (mark) {
		mark.setAttribute('aria-current', 'page');
		mark.scrollIntoView({ block: 'nearest' });
	}
}

/* On a narrow screen the list is there only while it is asked for */
function openBlocks(open) {
	blocks.classList.toggle('open', open);
	document.getElementById('blocks-button').setAttribute('aria-expanded', String(open));
}

/* ---- Theme: that of the system until the button is pressed ---- */

const darkSystem = window.matchMedia('(prefers-color-scheme: dark)');

function theme() {
	return document.documentElement.dataset.theme || (darkSystem.matches ? 'dark' : 'light');
}

/* Storage may be out of bounds to a page from file: */
function stored(value) {
	try {
		if (value)
			localStorage.setItem('hwreg-theme', value);
		return localStorage.getItem('hwreg-theme');
	} catch {
		return null;
	}
}

function nameTheme() {
	const button = document.getElementById('theme');
	button.textContent = theme() === 'dark' ? 'Light' : 'Dark';
	button.setAttribute('aria-label', theme() === 'dark' ? 'Use light colours' : 'Use dark colours');
}

function startTheme() {
	const wanted = stored();
	if (wanted === 'dark' || wanted === 'light')
		document.documentElement.dataset.theme = wanted;
	document.getElementById('theme').addEventListener('click', () => {
		document.documentElement.dataset.theme = theme() === 'dark' ? 'light' : 'dark';
		stored(theme());
		nameTheme();
	});
	darkSystem.addEventListener('change', nameTheme);
	nameTheme();
}

/* ---- Start ---- */

function pageKey(event) {
	const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName);
	if (event.key === '/' && !typing && !event.ctrlKey && !event.altKey && !event.metaKey) {
		event.preventDefault();
		query.focus();
		query.select();
	} else if (event.key === 'Escape' && blocks.classList.contains('open')) {
		openBlocks(false);
		document.getElementById('blocks-button').focus();
	}
}

function start() {
	document.getElementById('top').hidden = false;
	blocks.hidden = false;
	startTheme();
	startSearch();
	startPrint();
	fillBlocks();
	document.addEventListener('keydown', pageKey);
	document.getElementById('skip').addEventListener('click', (event) => {
		event.preventDefault();
		content.focus();
	});
	document.getElementById('blocks-button').addEventListener('click', () =>
		openBlocks(!blocks.classList.contains('open')));
	narrow.addEventListener('change', () => current.register &&
		document.getElementById('diagram').replaceChildren(diagram(current.register, currentEditor)));
	history.scrollRestoration = 'manual';
	window.addEventListener('scroll', () => positions.set(currentHash(), window.scrollY), { passive: true });
	window.addEventListener('hashchange', route);
	route();
}

start();

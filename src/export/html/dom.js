/* ---- dom.js - elements, only ever made from text: nothing of a board is parsed as HTML ---- */

/* h('p', { class: 'note', onclick: fn }, 'text', element, …); null and '' children are left out */
function h(tag, properties, ...children) {
	const element = document.createElement(tag);
	for (const [name, value] of Object.entries(properties)) {
		if (typeof value === 'function')
			element.addEventListener(name.slice(2), value);
		else if (value !== null && value !== undefined)
			element.setAttribute(name, value);
	}
	element.append(...children.filter((child) => child !== null && child !== ''));
	return element;
}

const COPY_ICON = 'M5.5 5.5v-3h8v8h-3M2.5 5.5h8v8h-8z';
const DONE_ICON = 'M2.5 8.5l3.5 3.5 7.5-8';

function icon(path) {
	const space = 'http://www.w3.org/2000/svg';
	const picture = document.createElementNS(space, 'svg');
	const line = document.createElementNS(space, 'path');
	picture.setAttribute('viewBox', '0 0 16 16');
	picture.setAttribute('aria-hidden', 'true');
	line.setAttribute('d', path);
	picture.append(line);
	return picture;
}

function say(text) {
	document.getElementById('said').textContent = text;
}

/* navigator.clipboard is not there for every page from file: */
function copyText(text) {
	const area = h('textarea', { class: 'unseen', 'aria-hidden': 'true' });
	const before = document.activeElement;
	area.value = text;
	document.body.append(area);
	area.select();
	const done = document.execCommand('copy');
	area.remove();
	before.focus({ preventScroll: true });
	if (!done && navigator.clipboard)
		return navigator.clipboard.writeText(text);
	return done ? Promise.resolve() : Promise.reject(new Error('no clipboard'));
}

function showCopied(button, text) {
	button.replaceChildren(icon(DONE_ICON));
	button.classList.add('done');
	say(`Copied ${text}`);
	setTimeout(() => {
		button.replaceChildren(icon(COPY_ICON));
		button.classList.remove('done');
	}, 1500);
}

/* get: the text, when the button is pressed */
function copyButton(what, get) {
	const button = h('button', {
		type: 'button',
		class: 'copy',
		title: `Copy ${what}`,
		'aria-label': `Copy ${what}`,
		onclick: () => copyText(get()).then(() => showCopied(button, get()),
			() => say('The browser does not let this page copy')),
	}, icon(COPY_ICON));
	return button;
}

/* Long lists are added in steps, so that the first screen does not wait for the last line */
const STEP = 200;

function appendInSteps(parent, items, make, atOnce = STEP) {
	let next = 0;
	const step = () => {
		const end = next ? next + STEP : Math.max(STEP, atOnce);
		parent.append(...items.slice(next, end).map(make));
		next = end;
		if (next < items.length)
			setTimeout(() => parent.isConnected && step());
	};
	step();
	return parent;
}

function fact(name, ...content) {
	return h('div', {}, h('dt', {}, name), h('dd', {}, ...content));
}

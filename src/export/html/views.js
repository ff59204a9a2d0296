/* ---- views.js - what the page shows: the board, a block, a register ---- */

const link = (place, text) => h('a', { href: `#${placeName(place)}`, class: 'name' }, text || placeName(place));

function heading(text, copied) {
	return h('div', { class: 'heading' }, h('h1', { tabindex: '-1', id: 'title' }, text),
		copied ? copyButton(`the name ${text}`, () => text) : null);
}

function path(block, register) {
	const list = register ? block.registers : board.blocks;
	const at = list.indexOf(register || block);
	const href = (to) => register ? fullName(block, to) : to.name;
	const step = (to, arrow, rel) => to ?
		h('a', { href: `#${href(to)}`, rel, 'aria-label': `${rel === 'prev' ? 'Previous' : 'Next'}: ${to.name}` },
			...rel === 'prev' ? [arrow, to.name] : [to.name, arrow]) : null;
	return h('nav', { class: 'path', 'aria-label': 'Place' },
		h('span', {}, h('a', { href: '#' }, board.name), ...register ? [' / ', link({ block })] : []),
		h('span', { class: 'steps' }, step(list[at - 1], '← ', 'prev'),
			step(list[at + 1], ' →', 'next')));
}

function addressWithCopy(block, value) {
	const text = addressText(block, value);
	return [h('code', {}, text), copyButton(`the address ${text}`, () => text)];
}

/* Blocks elsewhere than at physical addresses say where */
function spaceFact(block) {
	return block.inPhys ? null : fact('Space', `${block.space.name} (${block.space.target})`);
}

function table(className, titles, items, makeRow) {
	const body = h('tbody', {});
	const element = h('table', { class: className },
		h('thead', {}, h('tr', {}, ...titles.map((title) => h('th', { scope: 'col' }, title)))), body);
	appendInSteps(body, items, makeRow);
	return h('div', { class: 'wide' }, element);
}

/* ---- The board ---- */

function blockLine(block) {
	return h('tr', {},
		h('th', { scope: 'row' }, link({ block })),
		h('td', { class: 'address' }, addressText(block, block.base)),
		h('td', { class: 'address' }, addressText(block, block.last)),
		h('td', {}, block.type),
		h('td', { class: 'count' }, String(block.registers.length)),
		h('td', { class: 'about' }, block.description,
			block.inPhys ? '' : ` (in space ${block.space.name}, ${block.space.target})`));
}

function gpioSection() {
	if (board.gpios.length === 0)
		return [];
	return [h('h2', {}, 'GPIO lines'),
		table('gpios', ['Name', 'Chip', 'Line', 'Active'], board.gpios, (gpio) => h('tr', {},
			h('th', { scope: 'row', class: 'name' }, gpio.name), h('td', {}, gpio.chip),
			h('td', {}, gpio.line), h('td', {}, gpio.activeLow ? 'low' : 'high')))];
}

/* Groups of keys that a machine must have all of; those of group 0 do alone */
function matchText() {
	if (board.matches === 'any')
		return 'For any machine. ';
	const groups = new Map();
	board.matches.forEach(([key, value, group], index) => {
		const of = group || `alone ${index}`;
		groups.set(of, [...groups.get(of) || [], `${key} ${value}`]);
	});
	const texts = [...groups.values()].map((keys) => keys.join(' and '));
	return texts.length ? `For machines with ${texts.join(', or ')}. ` : '';
}

function boardView() {
	return [heading(board.name),
		h('p', { class: 'description' }, board.description),
		h('p', { class: 'summary' }, `${board.blocks.length} blocks, ${board.registerCount} registers. `, matchText(),
			h('span', { class: 'screen' }, 'Type ', h('kbd', {}, '/'), ' to search.')),
		h('h2', {}, 'Blocks'),
		table('blocks', ['Name', 'First', 'Last', 'Type', 'Registers', 'Description'], board.blocks, blockLine),
		...gpioSection(),
		h('footer', {}, `Made by hwreg ${board.version} from the board ${board.name}.`)];
}

/* ---- A block ---- */

function registerReset(register) {
	if (register.known === 0n)
		return 'unknown';
	return hexKnown(register.reset, register.known, register.width);
}

/* Tells registers apart that share an address */
function whenNote(block, register) {
	const texts = rulesOf(block, register).filter(([kind]) => kind === 'when').map(([, text]) => text);
	return texts.length ? h('span', { class: 'notes' }, ` (when ${texts.join(' and ')})`) : '';
}

function registerLine(block, register) {
	return h('tr', {},
		h('td', { class: 'address' }, hex(register.offset, 12)),
		h('th', { scope: 'row' }, link({ block, register }, register.name)),
		h('td', { class: 'count' }, String(register.width)),
		h('td', { class: 'access' }, ...access(register.policies)),
		h('td', { class: 'reset' }, registerReset(register)),
		h('td', { class: 'about' }, register.description, whenNote(block, register)));
}

function sameLayout(block) {
	const others = board.blocks.filter((each) => each.layout === block.layout && each !== block);
	return others.length === 0 ? [] :
		[' (the same registers: ', ...others.flatMap((each, index) => [index ? ', ' : '', link({ block: each })]), ')'];
}

function blockFacts(block) {
	return h('dl', { class: 'facts' },
		fact('Base', ...addressWithCopy(block, block.base)),
		fact('Last', h('code', {}, addressText(block, block.last))),
		fact('Size', h('code', {}, hex(block.size))),
		spaceFact(block) || '',
		block.type ? fact('Type', block.type, ...sameLayout(block)) : '',
		fact('Registers', String(block.registers.length)));
}

function blockView(block) {
	return [path(block),
		heading(block.name, true),
		h('p', { class: 'description' }, block.description),
		blockFacts(block),
		commandLines([`hwreg peek ${block.name}`]),
		h('h2', {}, 'Registers'),
		table('registers', ['Offset', 'Name', 'Bits', 'Access', 'Reset', 'Description'], block.registers,
			(register) => registerLine(block, register))];
}

/* ---- A register ---- */

function commandLines(commands) {
	return h('ul', { class: 'commands', 'aria-label': 'Commands' }, ...commands.map((command) =>
		h('li', {}, h('code', {}, command), copyButton('the command', () => command))));
}

/* What a careless access would do */
function registerWarnings(register) {
	const { flags } = register;
	const notes = [];
	if (flags & REGISTER_READ_CHANGES)
		notes.push('Reading it changes something: globs and dumps leave it out.');
	if (flags & REGISTER_TRIGGER)
		notes.push('Writing it starts something: it is never restored.');
	if (register.protect)
		notes.push(`Protected: ${register.protect}. Writing needs --force=protect.`);
	if (register.obstacle === 'window')
		notes.push('Behind an index and a data register: each access writes the one, then goes to the other.');
	else if (register.obstacle)
		notes.push('One access does not reach all of it: it is read and written in several.');
	return notes.length ? h('ul', { class: 'warnings' }, ...notes.map((note) => h('li', {}, note))) : null;
}

function otherFacts(register) {
	const reserved = register.reserved === 'reset' ? 'as after reset' : `as ${register.reserved}`;
	return [
		register.flags & REGISTER_VOLATILE ? fact('Volatile', 'changes by itself') : '',
		register.bigEndian && register.width > 8 ? fact('Byte order', 'big endian') : '',
		register.reserved ? fact('Bits without a field', `written ${reserved}`) : '',
	];
}

function aliasFacts(block, register) {
	return register.aliases.map((offset, kind) => offset === null ? '' :
		fact(['Set at', 'Clear at', 'Toggle at'][kind],
			...addressWithCopy(block, BigInt.asUintN(64, block.base + offset))));
}

/* The register or field that a rule is about is a link */
function ruleLine(text) {
	const [name] = /^[\w.]*/.exec(text);
	const place = findPlace(name);
	return h('code', { class: 'rule' }, place ? link(place, name) : name, text.slice(name.length));
}

/* Rules of one kind together, a line each */
function ruleFacts(block, register) {
	const rules = rulesOf(block, register);
	const titles = { requires: 'Requires', when: 'Here when', unlock: 'Before a write', lock: 'After a write' };
	return Object.entries(titles).map(([kind, title]) => {
		const texts = rules.filter(([each]) => each === kind).map(([, text]) => ruleLine(text));
		return texts.length ? fact(title, ...texts) : '';
	});
}

function registerFacts(block, register) {
	return h('dl', { class: 'facts' },
		fact('Address', ...addressWithCopy(block, addressOf(block, register))),
		fact('Offset', h('code', {}, hex(register.offset, 12))),
		fact('Width', `${register.width} bits`),
		fact('Access', ...access(register.policies)),
		fact('Reset', h('code', {}, registerReset(register))),
		...aliasFacts(block, register),
		...ruleFacts(block, register),
		...otherFacts(register),
		spaceFact(block) || '');
}

function valueLine(register, editor) {
	const { width } = register;
	const note = h('span', { class: 'other-bases' });
	editor.watch((value) => {
		note.replaceChildren(h('span', {}, String(value)), h('span', {}, binary(value, width)));
	});
	const preset = (text, value) =>
		h('button', { type: 'button', onclick: () => editor.set(value) }, text);
	return h('div', { class: 'value-line' },
		h('b', { 'aria-hidden': 'true' }, 'Value'),
		...numberInput({
			label: 'Value of the register', width, editor, className: 'whole', format: (value) => hex(value, width),
			get: (value) => value, set: editor.set,
		}),
		copyButton('the value', () => hex(editor.value, width)),
		preset(register.known ? 'Reset' : '0', editor.start),
		note);
}

/* The commands that do to hardware what is shown here */
function registerCommands(block, register, editor) {
	const name = fullName(block, register);
	const holder = h('div', {});
	const force = register.protect ? '--force=protect ' : '';
	editor.watch((value) => {
		const commands = [];
		if (!(register.flags & REGISTER_UNREADABLE))
			commands.push(`hwreg peek ${name}`);
		if (!(register.flags & REGISTER_UNWRITABLE))
			commands.push(`hwreg ${force}poke ${name}=${hex(value, register.width)}`);
		holder.replaceChildren(commandLines(commands));
	});
	return holder;
}

/* 16 bits a line, 8 where there is little room; drawn again when that changes */
const narrow = window.matchMedia('screen and (max-width: 44rem)');

function diagram(register, editor) {
	return narrow.matches ? makeDiagram(register, 8, 5.2, editor) : makeDiagram(register, 16, 7, editor);
}

function linkHot(view) {
	const hot = (event) => {
		const index = (event.target.closest('[data-field]') || { dataset: {} }).dataset.field;
		for (const each of view.querySelectorAll('[data-field]'))
			each.classList.toggle('hot', each.dataset.field === index);
	};
	view.addEventListener('pointerover', hot);
	view.addEventListener('focusin', hot);
	view.addEventListener('click', ({ target }) => {
		const segment = target.closest('.segment[data-field]');
		if (segment) {
			showField(Number(segment.dataset.field));
			document.querySelector('tr.target :is(button, input, select)').focus({ preventScroll: true });
		}
	});
	return view;
}

function showField(index) {
	const row = document.getElementById(`field-${index}`);
	for (const each of document.querySelectorAll('tr.target'))
		each.classList.remove('target');
	row.classList.add('target');
	row.scrollIntoView({ block: 'nearest' });
	row.focus({ preventScroll: true });
}

function registerView({ block, register }, editor) {
	return [path(block, register),
		heading(fullName(block, register), true),
		h('p', { class: 'description' }, register.description),
		registerFacts(block, register),
		registerWarnings(register) || '',
		linkHot(h('div', {},
			valueLine(register, editor),
			h('div', { id: 'diagram' }, diagram(register, editor)),
			registerCommands(block, register, editor),
			register.fields.length ? h('div', { class: 'wide' }, fieldTable(register, editor)) : ''))];
}

function missingView(name) {
	return [heading('Not found'),
		h('p', {}, `There is no ${name} on the board ${board.name}. `, h('a', { href: '#' }, 'All blocks'))];
}

/* ---- bits.js - the diagram of a register: numbers, fields and, one below another, its bits ---- */

/* What of each field lies in the bits high to low: {index, field, high, low, part} */
function segmentsIn(register, high, low) {
	const segments = [];
	register.fields.forEach((field, index) => {
		for (const [top, bottom] of field.pieces) {
			if (bottom <= high && top >= low)
				segments.push({ index, field, high: Math.min(top, high), low: Math.max(bottom, low) });
		}
	});
	return segments.sort((a, b) => b.high - a.high || a.index - b.index);
}

/* Fields that share bits lie in lanes below each other */
function assignLanes(segments) {
	const lanes = [];
	for (const segment of segments) {
		let lane = 0;
		while (lanes[lane] !== undefined && lanes[lane] <= segment.high)
			lane++;
		lanes[lane] = segment.low;
		segment.lane = lane;
	}
	return segments;
}

/* Runs of bits that no field has */
function gapsIn(segments, high, low) {
	const gaps = [];
	for (let bit = high; bit >= low; bit--) {
		if (segments.some((segment) => segment.high >= bit && segment.low <= bit))
			continue;
		const last = gaps[gaps.length - 1];
		if (last && last.low === bit + 1)
			last.low = bit;
		else
			gaps.push({ high: bit, low: bit });
	}
	return gaps;
}

function place(element, columns, { high, low, lane = 0 }) {
	element.style.gridColumn = `${columns - high % columns} / ${columns - low % columns + 1}`;
	element.style.gridRow = String(lane + 1);
	return element;
}

/* Names may break behind _; one that still does not fit stands upright */
function segmentLabel(name, bitCount, lettersPerBit) {
	const room = Math.floor(bitCount * lettersPerBit);
	const parts = name.match(/[^_]*_|[^_]+/g);
	const upright = parts.some((part) => part.length > room) || parts.length > 4;
	const label = h('span', { class: upright ? 'label upright' : 'label' });
	parts.forEach((part, index) => label.append(...index && !upright ? [h('wbr', {})] : [], part));
	return label;
}

function segmentElement(segment, columns, lettersPerBit) {
	const { field, high, low, index } = segment;
	const element = h('div', {
		class: 'segment', 'data-field': index,
		title: `${field.name} ${bitsText(field)}: ${policyWords(field.policy)}`,
	}, segmentLabel(field.name, high - low + 1, lettersPerBit));
	if (field.policy.read === 'none')
		element.classList.add('unreadable');
	if (field.policy.write === 'none')
		element.classList.add('unwritable');
	if (readingChanges(field.policy) || writingIsSpecial(field.policy))
		element.classList.add('special');
	return place(element, columns, segment);
}

function fieldsRow(register, high, low, columns, lettersPerBit) {
	const segments = assignLanes(segmentsIn(register, high, low));
	const row = h('div', { class: segments.length ? 'segments' : 'segments none', 'aria-hidden': 'true' });
	for (const gap of gapsIn(segments, high, low))
		row.append(place(h('div', { class: 'segment gap' }), columns, gap));
	row.append(...segments.map((segment) => segmentElement(segment, columns, lettersPerBit)));
	return row;
}

function bitNames(register, bit) {
	const names = register.fields
		.filter((field) => field.pieces.some(([high, low]) => high >= bit && low <= bit))
		.map((field) => field.name);
	return names.join(', ') || 'no field';
}

/* A button a bit, or its value at reset where there is no editor */
function bitElement(register, bit, editor) {
	if (!editor) {
		const known = register.known >> BigInt(bit) & 1n;
		return h('span', { class: 'bit' }, known ? String(register.reset >> BigInt(bit) & 1n) : 'x');
	}
	const button = h('button', { type: 'button', class: 'bit', tabindex: '-1', 'data-bit': bit });
	editor.watch((value) => {
		const set = value >> BigInt(bit) & 1n;
		button.textContent = String(set);
		button.setAttribute('aria-pressed', String(set === 1n));
		button.setAttribute('aria-label', `bit ${bit}, ${bitNames(register, bit)}: ${set}`);
		button.classList.toggle('changed', ((value ^ editor.start) >> BigInt(bit) & 1n) === 1n);
	});
	return button;
}

function bitRow(register, high, columns, lettersPerBit, editor) {
	const low = high - high % columns;
	const row = h('div', { class: 'row' });
	const numbers = h('div', { class: 'numbers', 'aria-hidden': 'true' });
	const values = h('div', { class: 'values' });
	for (let bit = high; bit >= low; bit--) {
		numbers.append(place(h('span', {}, String(bit)), columns, { high: bit, low: bit }));
		values.append(place(bitElement(register, bit, editor), columns, { high: bit, low: bit }));
	}
	row.append(numbers, fieldsRow(register, high, low, columns, lettersPerBit), values);
	return row;
}

/* One tab stop; arrows move between the bits */
function bitKeys(diagram, perRow, event) {
	const step = { ArrowLeft: 1, ArrowRight: -1, ArrowUp: perRow, ArrowDown: -perRow }[event.key];
	const bit = Number(event.target.dataset.bit);
	const next = step && diagram.querySelector(`[data-bit="${bit + step}"]`);
	if (!next)
		return;
	event.preventDefault();
	event.target.tabIndex = -1;
	next.tabIndex = 0;
	next.focus();
}

function makeDiagram(register, perRow, lettersPerBit, editor) {
	const columns = Math.min(perRow, register.width);
	const diagram = h('div', { class: `bits of${columns}` });
	if (editor) {
		diagram.setAttribute('role', 'group');
		diagram.setAttribute('aria-label', 'Bits; arrow keys move between them, the space bar changes one');
		diagram.addEventListener('click', ({ target }) => {
			if (target.dataset.bit)
				editor.set(editor.value ^ 1n << BigInt(target.dataset.bit));
		});
		diagram.addEventListener('keydown', (event) => bitKeys(diagram, columns, event));
	}
	for (let high = register.width - 1; high >= 0; high -= high % columns + 1)
		diagram.append(bitRow(register, high, columns, lettersPerBit, editor));
	const first = diagram.querySelector('[data-bit]');
	if (first)
		first.tabIndex = 0;
	return diagram;
}

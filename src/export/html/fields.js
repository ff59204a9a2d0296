/* ---- fields.js - the value of a register, and its fields with what each holds of it ---- */

/* A value that several elements show and change */
function makeEditor(register, value) {
	const watchers = [];
	const editor = {
		start: register.reset & register.known,
		value,
		watch(watcher) {
			watchers.push(watcher);
			watcher(editor.value);
		},
		set(next) {
			editor.value = next;
			watchers.forEach((watcher) => watcher(next));
		},
	};
	return editor;
}

/* An input for a number: what cannot be read leaves the value alone, and the reason is said below it */
function numberInput({ label, width, format, get, set, editor, className }) {
	const input = h('input', {
		type: 'text', class: className, 'aria-label': label, autocomplete: 'off', autocapitalize: 'off',
		spellcheck: 'false', size: Math.max(format(ones(width)).length, 4),
	});
	const complaint = h('span', { class: 'complaint', role: 'alert' });
	const complain = (text) => {
		complaint.textContent = text;
		input.setAttribute('aria-invalid', String(text !== ''));
	};
	const show = (value) => {
		input.value = format(get(value));
		complain('');
	};
	input.addEventListener('input', () => {
		try {
			const value = parseBits(input.value, width);
			const typed = input.value;
			set(value);
			input.value = typed;
			complain('');
		} catch (error) {
			complain(error.message);
		}
	});
	input.addEventListener('change', () => input.getAttribute('aria-invalid') === 'true' || show(editor.value));
	input.addEventListener('keydown', (event) => event.key === 'Escape' && show(editor.value));
	editor.watch(show);
	return [input, complaint];
}

function bitInput(field, editor) {
	const button = h('button', {
		type: 'button', class: 'bit',
		onclick: () => editor.set(fieldSet(field, editor.value, 1n - fieldGet(field, editor.value))),
	});
	editor.watch((value) => {
		const content = fieldGet(field, value);
		button.textContent = String(content);
		button.setAttribute('aria-pressed', String(content === 1n));
		button.setAttribute('aria-label', `${field.name}: ${content}`);
	});
	return button;
}

const SMALL_WIDTH = 3; /* fields up to this width read best in decimal */

function fieldNumber(field, value) {
	return field.width <= SMALL_WIDTH ? String(value) : hex(value);
}

function enumeratorInput(field, editor) {
	const select = h('select', { 'aria-label': `${field.name}: by name` });
	for (const each of field.enumerators)
		select.append(h('option', { value: String(each.value) }, `${fieldNumber(field, each.value)}  ${each.name}`));
	const other = h('option', { value: 'other', disabled: '' }, 'no name');
	select.addEventListener('change', () => editor.set(fieldSet(field, editor.value, BigInt(select.value))));
	editor.watch((value) => {
		const content = fieldGet(field, value);
		const named = field.enumerators.some((each) => each.value === content);
		if (named)
			other.remove();
		else
			select.append(other);
		select.value = named ? String(content) : 'other';
	});
	return select;
}

function meaningOutput(field, editor) {
	const output = h('span', { class: 'meaning' });
	editor.watch((value) => {
		output.textContent = meaning(field, fieldGet(field, value));
	});
	return output;
}

function fieldInputs(field, editor) {
	const inputs = [];
	const allNamed = BigInt(field.enumerators.length) === ones(field.width) + 1n;
	if (field.enumerators.length)
		inputs.push(enumeratorInput(field, editor));
	else if (field.width === 1)
		return [bitInput(field, editor)];
	if (!allNamed)
		inputs.push(...numberInput({
			label: `${field.name}: value`, width: field.width, editor, className: 'number',
			format: (value) => fieldNumber(field, value),
			get: (value) => fieldGet(field, value),
			set: (content) => editor.set(fieldSet(field, editor.value, content)),
		}));
	if (field.flags & (FIELD_SIGNED | FIELD_SCALED))
		inputs.push(meaningOutput(field, editor));
	return inputs;
}

/* ---- The table ---- */

function policyCode(policy) {
	const special = readingChanges(policy) || writingIsSpecial(policy);
	return h('code', { class: special ? 'policy special' : 'policy', title: policyWords(policy) }, policyToken(policy));
}

/* One policy is told in words too; several, of the fields of a register, by their tokens alone */
function access(policies) {
	const parts = policies.flatMap((policy) => [policyCode(policy), ' ']);
	if (policies.length === 1)
		parts.push(h('span', { class: 'words' }, policyWords(policies[0])));
	return parts;
}

function resetText(register, field) {
	const known = fieldGet(field, register.known);
	const value = fieldGet(field, register.reset);
	if (known === 0n)
		return 'unknown';
	if (known !== ones(field.width))
		return hexKnown(value, known, field.width);
	return fieldNumber(field, value);
}

function enumeratorList(field, editor) {
	if (field.enumerators.length === 0)
		return null;
	const about = (each) => each.description === each.name ? '' : each.description;
	const brief = !field.enumerators.some(about);
	const list = h('ul', { class: brief ? 'enumerators brief' : 'enumerators' });
	for (const each of field.enumerators) {
		const line = h('li', {}, h('code', {}, fieldNumber(field, each.value)), h('b', {}, each.name),
			about(each));
		list.append(line);
		if (editor)
			editor.watch((value) => line.classList.toggle('current', fieldGet(field, value) === each.value));
	}
	return list;
}

/* That all of a register changes by itself is said of the register */
function fieldNotes(register, field) {
	const notes = [];
	if (field.flags & FIELD_VOLATILE && !register.fields.every((each) => each.flags & FIELD_VOLATILE))
		notes.push('changes by itself');
	if (field.flags & FIELD_SIGNED)
		notes.push("two's complement");
	if (field.flags & FIELD_SCALED)
		notes.push(`× ${field.scale[0]}${field.scale[1] ? ` + ${field.scale[1]}` : ''} ${field.unit}`.trim());
	return notes.length ? h('span', { class: 'notes' }, ` (${notes.join('; ')})`) : null;
}

function fieldRow(register, field, index, editor) {
	const row = h('tr', { 'data-field': index, id: editor ? `field-${index}` : null, tabindex: editor ? '-1' : null },
		h('td', { class: 'at' }, bitsText(field)),
		h('th', { scope: 'row', class: 'name' }, field.name),
		h('td', { class: 'access' }, ...access([field.policy])),
		h('td', { class: 'reset' }, resetText(register, field)),
		editor ? h('td', { class: 'value' }, h('div', {}, ...fieldInputs(field, editor))) : null,
		h('td', { class: 'about' },
			h('p', {}, field.description, fieldNotes(register, field)), enumeratorList(field, editor)));
	if (editor)
		editor.watch((value) =>
			row.classList.toggle('changed', fieldGet(field, value) !== fieldGet(field, editor.start)));
	return row;
}

function fieldTable(register, editor) {
	const titles = ['Bits', 'Field', 'Access', 'Reset', ...editor ? ['Value'] : [], 'Description'];
	return h('table', { class: 'fields' },
		h('thead', {}, h('tr', {}, ...titles.map((title) => h('th', { scope: 'col' }, title)))),
		h('tbody', {}, ...register.fields.map((field, index) => fieldRow(register, field, index, editor))));
}

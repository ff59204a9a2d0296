/* ---- model.js - the board, from the JSON that html_data.c wrote and describes ---- */

const REGISTER_VOLATILE = 1, REGISTER_TRIGGER = 2, REGISTER_READ_CHANGES = 4, REGISTER_UNREADABLE = 8,
	REGISTER_UNWRITABLE = 16;
const FIELD_VOLATILE = 1, FIELD_SIGNED = 2, FIELD_SCALED = 4;

const big = (text) => BigInt('0x' + text);

function makeField(raw, policies) {
	const width = raw.b.reduce((sum, [high, low]) => sum + high - low + 1, 0);
	return {
		name: raw.n,
		lower: raw.n.toLowerCase(),
		description: raw.d || '',
		pieces: raw.b,
		width,
		policy: policies[raw.p],
		flags: raw.v || 0,
		scale: raw.c,
		unit: raw.u || '',
		enumerators: (raw.e || []).map(([name, value, description = '']) =>
			({ name, value: big(value), description })),
	};
}

function makeRegister(raw, policies, fieldsets) {
	const width = raw.w || 32;
	const known = raw.r === undefined ? 0n : raw.m === undefined ? ones(width) : big(raw.m);
	const fields = raw.f === undefined ? [] : fieldsets[raw.f];
	return {
		name: raw.n,
		lower: raw.n.toLowerCase(),
		description: raw.d || '',
		offset: big(raw.o),
		width,
		policy: policies[raw.p],
		reset: raw.r === undefined ? 0n : big(raw.r),
		known,
		fields,
		policies: fields.length ? [...new Set(fields.map((field) => field.policy))] : [policies[raw.p]],
		flags: raw.v || 0,
		bigEndian: Boolean(raw.e),
		reserved: raw.k,
		protect: raw.x,
		obstacle: raw.u,
		aliases: (raw.a || []).map((offset) => offset && big(offset)),
	};
}

function makeBlock(raw, index, board) {
	const base = big(raw.b);
	return {
		index,
		name: raw.n,
		lower: raw.n.toLowerCase(),
		description: raw.d || '',
		type: raw.t || '',
		space: board.spaces[raw.s || 0],
		inPhys: !raw.s,
		base,
		last: base + big(raw.z) - 1n,
		size: big(raw.z),
		layout: raw.l,
		registers: board.layouts[raw.l],
		rules: (raw.g || []).map((ruleset) => board.rulesets[ruleset]),
	};
}

function makeBoard(raw) {
	const policies = raw.policies.map(([token, read, write]) => ({ token, read, write }));
	const fieldsets = raw.fieldsets.map((set) => set.map((field) => makeField(field, policies))
		.sort((a, b) => b.pieces[0][0] - a.pieces[0][0]));
	const board = {
		name: raw.board,
		description: raw.description || '',
		version: raw.version,
		rulesets: raw.rulesets,
		spaces: raw.spaces.map(([name, target]) => ({ name, target })),
		matches: raw.matches,
		gpios: raw.gpios.map(([name, chip, line, low]) => ({ name, chip, line, activeLow: Boolean(low) })),
		layouts: raw.layouts.map((layout) =>
			layout.map((register) => makeRegister(register, policies, fieldsets))),
	};
	board.blocks = raw.blocks.map((block, index) => makeBlock(block, index, board));
	board.registerCount = board.blocks.reduce((sum, block) => sum + block.registers.length, 0);
	return board;
}

const board = makeBoard(JSON.parse(document.getElementById('data').textContent));

/* A place on the board: a block, maybe a register of it, maybe a field of that */
const fullName = (block, register) => block.name + '.' + register.name;
const addressText = (block, address) => hex(address, block.inPhys ? 32 : 8);
const addressOf = (block, register) => BigInt.asUintN(64, block.base + register.offset);

/* What else accesses need: [kind, text] each */
const rulesOf = (block, register) => block.rules[block.registers.indexOf(register)] || [];

/* Names are parts with dots between; the first is the block. Returns null if there is none such */
function findPlace(name) {
	const dot = name.indexOf('.');
	const block = board.blocks.find((each) => each.name === (dot < 0 ? name : name.slice(0, dot)));
	if (!block || dot < 0)
		return block ? { block } : null;
	const rest = name.slice(dot + 1);
	const register = block.registers.find((each) => each.name === rest);
	if (register)
		return { block, register };
	const owner = block.registers.find((each) => rest.startsWith(each.name + '.') &&
		each.fields.some((field) => field.name === rest.slice(each.name.length + 1)));
	const field = owner && owner.fields.find((each) => rest === owner.name + '.' + each.name);
	return owner ? { block, register: owner, field } : null;
}

function placeName(place) {
	const parts = [place.block.name];
	if (place.register)
		parts.push(place.register.name);
	if (place.field)
		parts.push(place.field.name);
	return parts.join('.');
}

/* The pieces of a field, most significant first, as bits of a register, and back */
function fieldGet(field, value) {
	return field.pieces.reduce((sum, [high, low]) =>
		sum << BigInt(high - low + 1) | value >> BigInt(low) & ones(high - low + 1), 0n);
}

function fieldSet(field, value, content) {
	let result = value;
	let rest = content;
	for (const [high, low] of [...field.pieces].reverse()) {
		const mask = ones(high - low + 1);
		result = result & ~(mask << BigInt(low)) | (rest & mask) << BigInt(low);
		rest >>= BigInt(high - low + 1);
	}
	return result;
}

const bitsText = (field) => field.pieces.map(([high, low]) => high === low ? high : `${high}:${low}`).join(', ');

/* What a field's value means, beyond its number; '' if nothing */
function meaning(field, value) {
	const named = field.enumerators.find((each) => each.value === value);
	if (named)
		return named.name;
	const number = field.flags & FIELD_SIGNED ? signExtend(value, field.width) : value;
	if (field.flags & FIELD_SCALED) {
		const [scale, offset] = field.scale;
		const physical = Number((Number(number) * scale + offset).toPrecision(10));
		return field.unit ? `${physical} ${field.unit}` : String(physical);
	}
	return field.flags & FIELD_SIGNED ? String(number) : '';
}

/* ---- Policies in words ---- */

const READ_WORDS = {
	value: '',
	none: 'not readable',
	clear: 'reading clears it',
	set: 'reading sets it',
	effect: 'reading has an effect',
};
const WRITE_WORDS = {
	value: 'writable',
	none: 'read only',
	'1c': 'write 1 to clear',
	'1s': 'write 1 to set',
	'1t': 'write 1 to toggle',
	'0c': 'write 0 to clear',
	'0s': 'write 0 to set',
	'0t': 'write 0 to toggle',
	clear: 'any write clears it',
	set: 'any write sets it',
	once: 'can be written once',
	effect: 'writing has an effect',
};
const SPECIAL_WORDS = {
	'value value': 'read and write',
	'none value': 'write only',
	'none none': 'no access',
};

const policyToken = (policy) => policy.token || `${policy.read}/${policy.write}`;

function policyWords(policy) {
	return SPECIAL_WORDS[`${policy.read} ${policy.write}`] ||
		[READ_WORDS[policy.read], WRITE_WORDS[policy.write]].filter(Boolean).join('; ');
}

const readingChanges = (policy) => ['clear', 'set', 'effect'].includes(policy.read);
const writingIsSpecial = (policy) => policy.write !== 'value' && policy.write !== 'none';

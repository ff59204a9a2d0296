/* ---- search.js - what matches, best first ---- */

/*
 * All words of a query must match. Each is looked for in full names, field names, enumerators and
 * descriptions, or, if it can be one, as an address; what it matches tells how much it counts.
 */
const SCORE = {
	exact: 1000, ownName: 900, startsName: 700, startsOwn: 650, startsPart: 500, inName: 400,
	fieldExact: 350, fieldStart: 300, inField: 200, enumerator: 150, description: 100, inWord: 50, typeName: 60,
};
const RESULTS_SHOWN = 100;

/* Everything of a register that can match but its block's name, to rule it out at once */
function haystack(register) {
	if (register.hay === undefined) {
		const texts = [register.name, register.description];
		for (const field of register.fields) {
			texts.push(field.name, field.description);
			for (const each of field.enumerators)
				texts.push(each.name, each.description);
		}
		register.hay = texts.join('\n').toLowerCase();
	}
	return register.hay;
}

function nameScore(full, own, word) {
	if (full === word)
		return SCORE.exact;
	if (own === word)
		return SCORE.ownName;
	const at = full.indexOf(word);
	if (at < 0)
		return 0;
	if (at === 0)
		return SCORE.startsName;
	if (own.startsWith(word))
		return SCORE.startsOwn;
	return /[._]/.test(full[at - 1]) ? SCORE.startsPart : SCORE.inName;
}

/* In running text the start of a word counts more than what is within one */
function textScore(text, word) {
	const at = text.toLowerCase().indexOf(word);
	if (at < 0)
		return 0;
	return at === 0 || /\W/.test(text[at - 1]) ? SCORE.description : SCORE.inWord;
}

function fieldScore(field, word) {
	if (field.lower === word)
		return SCORE.fieldExact;
	if (field.lower.includes(word))
		return field.lower.startsWith(word) ? SCORE.fieldStart : SCORE.inField;
	if (field.enumerators.some((each) => each.name.toLowerCase().includes(word)))
		return SCORE.enumerator;
	const texts = [field.description, ...field.enumerators.map((each) => each.description)];
	return Math.max(...texts.map((text) => textScore(text, word)));
}

/* The best of a register's fields for a word */
function bestField(register, word) {
	let best = { score: 0 };
	for (const field of register.fields) {
		const score = fieldScore(field, word);
		if (score > best.score)
			best = { score, field };
	}
	return best;
}

/* A word with the field behind the register's name: uart0.cr.txe */
function fullFieldMatch(full, register, word) {
	if (!word.startsWith(full + '.'))
		return { score: 0 };
	const rest = word.slice(full.length + 1);
	const field = register.fields.find((each) => each.lower.startsWith(rest));
	return field ? { score: field.lower === rest ? SCORE.exact : SCORE.startsName, field } : { score: 0 };
}

function addressMatch(number, first, last) {
	if (number.value < first || number.value > last)
		return first.toString(16).startsWith(number.digits) ? SCORE.startsPart : 0;
	return first === number.value ? SCORE.exact : SCORE.startsName;
}

/* Words that can only be numbers, and those of five digits or more that can be */
function asNumber(word) {
	const match = /^0x([0-9a-f_]+)$/.exec(word) || /^([0-9a-f]{5,16})$/.exec(word);
	const digits = match && match[1].replace(/_/g, '').replace(/^0+(?=.)/, '');
	return digits && digits.length <= 16 ? { value: big(digits), digits } : null;
}

function registerMatch(block, register, word, number) {
	const full = `${block.lower}.${register.lower}`;
	let best = { score: nameScore(full, register.lower, word) };
	if (number) {
		const address = addressOf(block, register);
		best.score = Math.max(best.score,
			addressMatch(number, address, address + BigInt(register.width / 8) - 1n));
	}
	if (best.score === 0 && haystack(register).includes(word)) {
		best = bestField(register, word);
		const own = textScore(register.description, word);
		if (own >= best.score)
			best = { score: own };
	}
	if (best.score === 0 && word.includes('.'))
		best = fullFieldMatch(full, register, word);
	return best;
}

function blockMatch(block, word, number) {
	const scores = [nameScore(block.lower, block.lower, word)];
	if (number)
		scores.push(Math.min(addressMatch(number, block.base, block.last), SCORE.startsPart));
	scores.push(textScore(block.description, word));
	if (block.type.toLowerCase().includes(word))
		scores.push(SCORE.typeName);
	return { score: Math.max(...scores) };
}

/* All words must match; the field is that of the word that found one */
function combine(words, match) {
	const result = { score: 0, field: undefined };
	for (const word of words) {
		const { score, field } = match(word.text, word.number);
		if (score === 0)
			return null;
		result.score += score;
		result.field = field || result.field;
	}
	return result;
}

function search(query) {
	const words = query.toLowerCase().split(/\s+/).filter(Boolean)
		.map((text) => ({ text, number: asNumber(text) }));
	const found = [];
	if (words.length === 0)
		return found;
	for (const block of board.blocks) {
		const itself = combine(words, (word, number) => blockMatch(block, word, number));
		if (itself)
			found.push({ block, score: itself.score + 1 });
		for (const register of block.registers) {
			const match = combine(words, (word, number) => registerMatch(block, register, word, number));
			if (match)
				found.push({ block, register, field: match.field, score: match.score });
		}
	}
	return found.sort((a, b) => b.score - a.score);
}

/* ---- The list below the search box ---- */

/* After a = may stand a value to open the register with: uart0.cr=0x301, or a line that peek printed */
function queryParts() {
	const [words, value = ''] = query.value.split('=');
	return { words: words.trim(), value: value.trim() };
}

const query = document.getElementById('query');
const results = document.getElementById('results');
let shown = [], chosen = -1;

/* The text with the words of the query marked */
function marked(text) {
	const words = queryParts().words.toLowerCase().split(/\s+/).filter(Boolean)
		.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
	if (words.length === 0)
		return [text];
	return text.split(new RegExp(`(${words.join('|')})`, 'i'))
		.map((part, index) => index % 2 ? h('mark', {}, part) : part);
}

function resultLine(place, index) {
	const { block, register, field } = place;
	const address = register ? addressOf(block, register) : block.base;
	const about = field ? `${field.width === 1 ? 'bit' : 'bits'} ${bitsText(field)}  ${field.description}` :
		register ? register.description : block.description || block.type;
	return h('div', { role: 'option', id: `result-${index}`, 'aria-selected': 'false', class: 'result' },
		h('span', { class: 'name' }, ...marked(placeName(place))),
		h('span', { class: 'address' }, addressText(block, address)),
		h('span', { class: 'about' }, ...marked(about)));
}

function choose(index) {
	for (const line of results.querySelectorAll('[aria-selected=true]'))
		line.setAttribute('aria-selected', 'false');
	chosen = index;
	const line = document.getElementById(`result-${index}`);
	if (!line) {
		query.removeAttribute('aria-activedescendant');
		return;
	}
	line.setAttribute('aria-selected', 'true');
	line.scrollIntoView({ block: 'nearest' });
	query.setAttribute('aria-activedescendant', line.id);
}

function countText(count) {
	if (count > RESULTS_SHOWN)
		return `The best ${RESULTS_SHOWN} of ${count}`;
	return count === 0 ? `Nothing matches ${queryParts().words}` : `${count} found`;
}

function closeResults() {
	results.hidden = true;
	query.setAttribute('aria-expanded', 'false');
	choose(-1);
}

function showResults() {
	const { words } = queryParts();
	if (words === '') {
		closeResults();
		return;
	}
	const found = search(words);
	shown = found.slice(0, RESULTS_SHOWN);
	const count = countText(found.length);
	results.replaceChildren(...shown.map(resultLine),
		h('p', { class: 'count', 'aria-hidden': 'true' }, count));
	document.getElementById('found').textContent = count;
	results.hidden = false;
	results.scrollTop = 0;
	query.setAttribute('aria-expanded', 'true');
	choose(shown.length ? 0 : -1);
}

function openResult(index) {
	if (!shown[index])
		return;
	closeResults();
	query.blur();
	go(shown[index], queryParts().value);
}

function searchKey(event) {
	const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10 }[event.key];
	if (event.key === 'Escape') {
		if (results.hidden)
			query.value = '';
		closeResults();
	} else if (event.key === 'Enter' && !results.hidden) {
		openResult(chosen);
	} else if (step && results.hidden) {
		showResults();
	} else if (step) {
		choose(Math.min(Math.max(chosen + step, 0), shown.length - 1));
	} else {
		return;
	}
	event.preventDefault();
}

function startSearch() {
	query.addEventListener('input', showResults);
	query.addEventListener('focus', showResults);
	query.addEventListener('keydown', searchKey);
	query.addEventListener('blur', closeResults);
	results.addEventListener('pointerdown', (event) => event.preventDefault()); /* keeps the focus */
	results.addEventListener('click', (event) => {
		const line = event.target.closest('.result');
		if (line)
			openResult(Number(line.id.slice('result-'.length)));
	});
}

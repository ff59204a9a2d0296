/* ---- print.js - paper cannot be clicked: a block prints with all of its registers ---- */

function printedRegister(block, register) {
	return h('section', { class: 'printed-register' },
		h('h3', {}, fullName(block, register)),
		h('p', { class: 'description' }, register.description),
		registerFacts(block, register),
		registerWarnings(register),
		...register.fields.length ? [makeDiagram(register, 16, 6, null), fieldTable(register, null)] : []);
}

function printedBlock(block) {
	return [h('h2', { class: 'printed-block' }, block.name),
		...block.registers.map((register) => printedRegister(block, register))];
}

let printScope = 'view';

/* The view is printed as it is shown; what follows it depends on the view and the menu */
function printedParts() {
	const { block, register } = current;
	if (printScope === 'board')
		return board.blocks.flatMap(printedBlock);
	if (block && (!register || printScope === 'block'))
		return printedBlock(block);
	return [];
}

function startPrint() {
	const printed = document.getElementById('printed');
	const menu = document.getElementById('print-menu');
	menu.addEventListener('click', ({ target }) => {
		if (!target.dataset.print)
			return;
		printScope = target.dataset.print;
		menu.open = false;
		window.print();
	});
	menu.addEventListener('toggle', () => {
		menu.querySelector('[data-print=block]').hidden = !current.register;
	});
	menu.addEventListener('keydown', (event) => {
		if (event.key === 'Escape') {
			menu.open = false;
			menu.querySelector('summary').focus();
		}
	});
	menu.addEventListener('focusout', ({ relatedTarget }) => {
		if (relatedTarget && !menu.contains(relatedTarget))
			menu.open = false;
	});
	window.addEventListener('beforeprint', () => printed.replaceChildren(...printedParts()));
	window.addEventListener('afterprint', () => {
		printed.replaceChildren();
		printScope = 'view';
	});
}

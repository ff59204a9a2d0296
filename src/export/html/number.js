'use strict';

/* ---- number.js - numbers as text and back. Values are BigInt: registers have more than 53 bits ---- */

const ones = (width) => (1n << BigInt(width)) - 1n;

function hex(value, width) {
	return '0x' + value.toString(16).padStart(width ? Math.ceil(width / 4) : 1, '0');
}

/* In groups of four from the right, as they are in hexadecimal */
function binary(value, width) {
	return value.toString(2).padStart(width, '0').replace(/\B(?=(?:.{4})+$)/g, '_');
}

/* The known bits of a value at reset; x: a digit that is not known, or not all of it */
function hexKnown(value, known, width) {
	let text = '';
	for (let low = Math.ceil(width / 4) * 4 - 4; low >= 0; low -= 4) {
		const all = ones(Math.min(4, width - low));
		const digit = BigInt(low);
		text += (known >> digit & all) === all ? (value >> digit & all).toString(16) : 'x';
	}
	return '0x' + text;
}

/* As the command reads numbers; throws an Error that says what is wrong */
function parseNumber(text) {
	const word = text.trim();
	if (/^0x[0-9a-f]+(_[0-9a-f]+)*$/i.test(word) || /^0b[01]+(_[01]+)*$/i.test(word))
		return BigInt(word.replace(/_/g, '').toLowerCase());
	if (/^0\d/.test(word))
		throw new Error('a leading 0 is ambiguous: 0x for hexadecimal');
	const decimal = /^(\d+)([KMG]?)$/.exec(word);
	if (!decimal)
		throw new Error('not a number: 0x1f, 0b1010, 42 or 64K');
	return BigInt(decimal[1]) << BigInt({ K: 10, M: 20, G: 30 }[decimal[2]] || 0);
}

function parseBits(text, width) {
	const value = parseNumber(text);
	if (value > ones(width))
		throw new Error(`does not fit in ${width} ${width === 1 ? 'bit' : 'bits'}`);
	return value;
}

function signExtend(value, width) {
	return BigInt.asIntN(width, value);
}

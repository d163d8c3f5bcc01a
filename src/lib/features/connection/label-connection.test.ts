import { expect, test } from 'vitest';
import { EndpointState } from '#lib/protocol/service-schemas.ts';
import { labelConnection } from './label-connection.ts';

test('has words for every state, and no two states share them', () => {
	const texts = EndpointState.options.map((state) => labelConnection(state, undefined).text);
	expect(new Set(texts).size).toBe(EndpointState.options.length);
});

test('adds the context of a connected server', () => {
	expect(labelConnection('connected', 131_072)).toEqual({
		text: 'LM Studio',
		more: '131,072 context',
		tone: 'good'
	});
});

test('leaves the context out where it is not known', () => {
	expect(labelConnection('connected', undefined)).toEqual({ text: 'LM Studio', tone: 'good' });
});

test('says the whole of Demo to those who do not see the page', () => {
	const { text, spoken } = labelConnection('simulated', 4096);
	expect(`${text}${spoken ?? ''}`).toBe('Demo: no model is running');
});

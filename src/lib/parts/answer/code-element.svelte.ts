import { mount, unmount } from 'svelte';
import type { Code } from '#lib/core/markdown/block.ts';
import type { AnswerTools } from './answer-tools.ts';
import CodeBlock from './CodeBlock.svelte';
import { make } from './make-element.ts';

/** A block of code in a component of its own, which colours it and has buttons. */
export class CodeElement {
	readonly element = make('div');
	readonly #view: Record<string, unknown>;
	#code = $state.raw<Code>();
	#isOpen = $state(false);

	constructor(code: Code, isOpen: boolean, tools: AnswerTools) {
		this.show(code, isOpen);
		const chunks = () => this.#code?.chunks ?? [];
		const isStillOpen = () => this.#isOpen;
		this.#view = mount(CodeBlock, {
			target: this.element,
			props: {
				language: code.language,
				get chunks() {
					return chunks();
				},
				get isOpen() {
					return isStillOpen();
				},
				get copy() {
					return tools.copy;
				},
				get download() {
					return tools.download;
				}
			}
		});
	}

	/** `false` where it is code in another language. */
	show(code: Code, isOpen: boolean): boolean {
		if (this.#code && code.language !== this.#code.language) return false;
		this.#code = code;
		this.#isOpen = isOpen;
		return true;
	}

	remove(): void {
		void unmount(this.#view);
	}
}

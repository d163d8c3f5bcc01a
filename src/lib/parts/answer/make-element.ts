/** An element with a class. `make('p', 'math')` */
export function make<Name extends keyof HTMLElementTagNameMap>(
	name: Name,
	className = ''
): HTMLElementTagNameMap[Name] {
	const element = document.createElement(name);
	if (className !== '') element.className = className;
	return element;
}

/** A browser looks anew at the styles of an element even where it is given the class that it has. */
export function changeClass(element: Element, className: string): void {
	if (element.className !== className) element.className = className;
}

/** Changes `before`, which `node` holds, to `text`. What is added at the end is added: a browser shapes it alone then. */
export function changeText(node: Text, before: string, text: string): void {
	if (text === before) return;
	const goesOn = text.slice(0, before.length) === before;
	if (goesOn) node.appendData(text.slice(before.length));
	else node.data = text;
}

/** As far from the end as rounding and a zoomed page may leave a scroller that is at it. */
const SLACK_PX = 4;

/** A scroller is left up to so far from where it was sent. */
const ROUNDING_PX = 1;

/** Keys that scroll up. */
const UPWARD_KEYS: ReadonlySet<string> = new Set(['ArrowUp', 'PageUp', 'Home']);

/**
 * Keeps a scroller at its end while what is in it grows, until a person scrolls up: by wheel, key, finger, scroll bar, or
 * by finding a word. At the end again, it follows again.
 */
export class FollowEnd {
	readonly #isGrowing: () => boolean;
	#isAway = $state(false);
	#scroller: HTMLElement | undefined;
	/** Where the scroller was left last. */
	#top = 0;
	/** What is in it began to grow while it was shown; what was whole from the beginning is read from the beginning. */
	#hasGrown = false;

	constructor(isGrowing: () => boolean) {
		this.#isGrowing = isGrowing;
	}

	/** A person looks at something before the end, and has not come back. */
	get isAway(): boolean {
		return this.#isAway;
	}

	/** To be attached to the scroller, whose only child holds all of its content. */
	readonly attach = (scroller: HTMLElement): (() => void) => {
		this.#scroller = scroller;
		const ended = new AbortController();
		const { signal } = ended;
		scroller.addEventListener('scroll', () => this.#scrolled(scroller), { signal, passive: true });
		// What a person does is known before the browser has scrolled by it, and must not be undone in between.
		scroller.addEventListener('wheel', ({ deltaY }) => deltaY < 0 && this.#letGo(scroller), {
			signal,
			passive: true
		});
		scroller.addEventListener('keydown', (event) => this.#pressed(event, scroller), { signal });
		const size = new ResizeObserver(() => this.#resized(scroller));
		size.observe(scroller);
		if (scroller.firstElementChild) size.observe(scroller.firstElementChild);
		return () => {
			ended.abort();
			size.disconnect();
			this.#scroller = undefined;
		};
	};

	/** Shows the end, and follows it from now on. */
	readonly jump = (): void => {
		this.#isAway = false;
		this.#hasGrown = true;
		if (!this.#scroller) return;
		this.#showEnd(this.#scroller, overflowOf(this.#scroller));
		this.#scroller.focus({ preventScroll: true });
	};

	#resized(scroller: HTMLElement): void {
		const overflow = overflowOf(scroller);
		if (this.#isGrowing()) this.#hasGrown = true;
		else if (overflow === 0) this.#hasGrown = false;
		if (overflow === 0) this.#isAway = false;
		if (this.#hasGrown && !this.#isAway) this.#showEnd(scroller, overflow);
	}

	#scrolled(scroller: HTMLElement): void {
		const top = scroller.scrollTop;
		const isUp = top < this.#top - ROUNDING_PX;
		// Where it was left: nobody has scrolled. Each look at a scroller makes a browser see whether its layout holds.
		if (!this.#isAway && !isUp && top <= this.#top) return;
		this.#top = top;
		if (overflowOf(scroller) - top <= SLACK_PX) this.#isAway = false;
		else if (isUp && this.#hasGrown) this.#isAway = true;
	}

	#letGo(scroller: HTMLElement): void {
		if (this.#hasGrown && scroller.scrollTop > 0) this.#isAway = true;
	}

	#pressed({ key, shiftKey, target }: KeyboardEvent, scroller: HTMLElement): void {
		if (target !== scroller) return;
		if (UPWARD_KEYS.has(key) || (key === ' ' && shiftKey)) this.#letGo(scroller);
	}

	#showEnd(scroller: HTMLElement, overflow: number): void {
		scroller.scrollTop = overflow;
		this.#top = overflow;
	}
}

function overflowOf(scroller: HTMLElement): number {
	return Math.max(0, scroller.scrollHeight - scroller.clientHeight);
}

/** As far from the end as rounding and a zoomed page may leave a scroller that is at it. */
const SLACK_PX = 4;

/** A scroller is left up to so far from where it was sent. */
const ROUNDING_PX = 1;

/** Whoever scrolls down to so near the end was at it, as it was when they began. */
const NEAR_PX = 48;

/** While a browser scrolls smoothly, an answer grows so often. */
const REMEMBERED_ENDS = 4;

/** Keys that scroll up. */
const UPWARD_KEYS: ReadonlySet<string> = new Set(['ArrowUp', 'PageUp', 'Home']);

/**
 * Keeps a scroller at its end while what is in it grows, until a person scrolls up, opens or selects something: by wheel, key,
 * finger, mouse, scroll bar, or by finding a word. At the end again, it follows again.
 */
export class FollowEnd {
	readonly #isGrowing: () => boolean;
	#isAway = $state(false);
	#scroller: HTMLElement | undefined;
	/** Where the scroller was left last. */
	#top = 0;
	/** Where its end was the last few times since a person scrolled up: who has scrolled to there had not seen more. */
	#ends: readonly number[] = [];
	/** What is in it began to grow while it was shown; what was whole from the beginning is read from the beginning. */
	#hasGrown = false;
	/** A person has done something in it since it grew: what becomes larger now was opened, and is looked at. */
	#isUsed = false;
	/** A finger or the mouse is down in it: what lies under them is not moved away. */
	#isHeld = false;

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
		const passively = { signal, passive: true };
		scroller.addEventListener('scroll', () => this.#scrolled(scroller), passively);
		// What a person does is known before the browser has scrolled by it, and must not be undone in between.
		scroller.addEventListener('wheel', (event) => isWheelUp(event) && this.#letGo(), passively);
		scroller.addEventListener('keydown', (event) => this.#pressed(event, scroller), { signal });
		scroller.addEventListener('click', (event) => this.#clicked(event), { signal, capture: true });
		scroller.addEventListener('pointerdown', (event) => this.#held(event, scroller), { signal });
		for (const type of ['pointerup', 'pointercancel'] as const) {
			addEventListener(type, ({ pointerType }) => pointerType === 'mouse' && this.#released(), {
				signal
			});
		}
		// A browser takes the pointer of a finger away as soon as it scrolls by it.
		for (const type of ['touchstart', 'touchend', 'touchcancel'] as const) {
			scroller.addEventListener(type, (event) => this.#touched(event), passively);
		}
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
		this.#isUsed = false;
		if (!this.#scroller) return;
		this.#showEnd(this.#scroller, overflowOf(this.#scroller));
		this.#scroller.focus({ preventScroll: true });
	};

	#resized(scroller: HTMLElement): void {
		const overflow = overflowOf(scroller);
		this.#ends = [...this.#ends.slice(1 - REMEMBERED_ENDS), overflow];
		if (this.#isGrowing()) {
			this.#hasGrown = true;
			this.#isUsed = false;
		} else if (overflow === 0) this.#hasGrown = false;
		if (overflow === 0) this.#isAway = false;
		const isFollowing = this.#hasGrown && !this.#isAway && !this.#isUsed;
		if (isFollowing && !this.#isHeld) this.#showEnd(scroller, overflow);
	}

	#scrolled(scroller: HTMLElement): void {
		const top = scroller.scrollTop;
		const isUp = top < this.#top - ROUNDING_PX;
		const isDown = top > this.#top;
		// Where it was left: nobody has scrolled. Each look at a scroller makes a browser see whether its layout holds.
		if (!isUp && !isDown) return;
		this.#top = top;
		const overflow = overflowOf(scroller);
		const isGrowing = this.#isGrowing();
		if (isUp) this.#ends = [overflow];
		const isNear =
			isDown && isGrowing
				? [overflow, ...this.#ends].some((end) => Math.abs(end - top) <= NEAR_PX)
				: overflow - top <= (isUp ? ROUNDING_PX : SLACK_PX);
		if (!isNear) {
			if (isUp && this.#hasGrown) this.#isAway = true;
			return;
		}
		const isBack = this.#isAway && isGrowing && !this.#isHeld;
		this.#isAway = false;
		if (isBack) this.#showEnd(scroller, overflow);
	}

	#letGo(): void {
		if (this.#hasGrown && this.#scroller && this.#scroller.scrollTop > 0) this.#isAway = true;
	}

	#pressed({ key, shiftKey, target }: KeyboardEvent, scroller: HTMLElement): void {
		this.#use();
		// By the time the browser has scrolled there, the end is elsewhere.
		if (key === 'End' && this.#isGrowing()) this.#isAway = false;
		if (target !== scroller) return;
		if (UPWARD_KEYS.has(key) || (key === ' ' && shiftKey)) this.#letGo();
	}

	#clicked({ target }: MouseEvent): void {
		this.#use();
		// What is opened is read.
		if (target instanceof Element && target.closest('summary')) this.#letGo();
	}

	#held({ pointerType, button, offsetX, target }: PointerEvent, scroller: HTMLElement): void {
		this.#use();
		// Nobody is told when the scroll bar is let go, nor a button that brings a menu.
		const isScrollBar = target === scroller && offsetX >= scroller.clientWidth;
		this.#isHeld = pointerType === 'mouse' && button === 0 && !isScrollBar;
	}

	#touched({ touches }: TouchEvent): void {
		if (touches.length > 0) this.#isHeld = true;
		else this.#released();
	}

	#released(): void {
		const scroller = this.#scroller;
		if (!scroller || !this.#isHeld) return;
		this.#isHeld = false;
		if (isSelectedIn(scroller)) this.#letGo();
		else this.#resized(scroller);
	}

	#use(): void {
		if (!this.#isGrowing()) this.#isUsed = true;
	}

	#showEnd(scroller: HTMLElement, overflow: number): void {
		scroller.scrollTop = overflow;
		this.#top = overflow;
	}
}

/** Neither zoom nor sideways. */
function isWheelUp({ deltaX, deltaY, ctrlKey, shiftKey }: WheelEvent): boolean {
	return deltaY < 0 && !ctrlKey && !shiftKey && Math.abs(deltaY) > Math.abs(deltaX);
}

function isSelectedIn(scroller: HTMLElement): boolean {
	const selection = getSelection();
	return selection?.isCollapsed === false && scroller.contains(selection.anchorNode);
}

function overflowOf(scroller: HTMLElement): number {
	return Math.max(0, scroller.scrollHeight - scroller.clientHeight);
}

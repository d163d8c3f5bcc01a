import type { ModelsStateData } from '#lib/protocol/service-schemas.ts';
import type { Clock } from '#lib/core/ports.ts';
import { isOpen, type LinkStatus } from './link-status.ts';
import { linkTrouble } from './link-trouble.ts';

/** A loss that is mended sooner is not worth telling. */
const GRACE_MS = 1_000;
/** After this long on a channel that tells nothing of the models, they are asked for. */
const ASK_AFTER_MS = 500;

export interface RelayedModelsOptions {
	clock: Clock;
	/** The relay's address, for people. */
	address: string;
	publish: (data: ModelsStateData) => void;
	/** Asks the relay for the models. */
	ask: () => void;
}

/** What a page knows of the models behind a relay: what the relay said, or that the relay is out of reach. */
export interface RelayedModels {
	/** The relay told how the models are. */
	told: (data: ModelsStateData) => void;
	linkIs: (status: LinkStatus) => void;
	stop: () => void;
}

/** Begins with knowing nothing. */
export function createRelayedModels({
	clock,
	address,
	publish,
	ask
}: RelayedModelsOptions): RelayedModels {
	let latest: ModelsStateData | undefined;
	let isTroubled = false;
	/** From here on whatever is wrong is told. */
	let isGraceOver = true;
	let status: LinkStatus = { state: 'idle' };
	let cancelTimer = () => {};

	function tellTrouble() {
		cancelTimer();
		const trouble = linkTrouble(status, address);
		if (!trouble) return;
		isTroubled = true;
		// The models stay, so that what was chosen stays chosen.
		publish({
			endpoint_state: trouble.state,
			models: latest?.models ?? [],
			endpoint: latest?.endpoint ?? address,
			detail: trouble.sentence
		});
	}

	return {
		told(data) {
			// A load that was told once is not told again with the state.
			const { load: _told, ...state } = data;
			latest = state;
			isTroubled = false;
		},
		linkIs(next) {
			const wasOpen = isOpen(status);
			status = next;
			if (isOpen(next)) {
				if (wasOpen) return;
				cancelTimer();
				if (isTroubled && latest) publish(latest);
				isTroubled = false;
				if (!latest)
					cancelTimer = clock.after(ASK_AFTER_MS, () => {
						if (!latest) ask();
					});
			} else if (wasOpen && next.state !== 'stopped') {
				cancelTimer();
				// Where nothing is known of the models, nothing is lost by telling at once.
				isGraceOver = !latest;
				cancelTimer = clock.after(GRACE_MS, () => {
					isGraceOver = true;
					tellTrouble();
				});
			} else if (next.state === 'stopped' || (!isTroubled && isGraceOver)) {
				tellTrouble();
			}
		},
		stop: () => cancelTimer()
	};
}

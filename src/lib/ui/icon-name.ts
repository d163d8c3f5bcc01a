import type { icons } from './icons.ts';
import type { moreIcons } from './more-icons.ts';

/** What an icon stands for. */
export type IconName = keyof typeof icons | keyof typeof moreIcons;

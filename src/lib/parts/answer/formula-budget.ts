import { createContext } from 'svelte';

/** How many more formulas an answer may draw. */
export const [getFormulaBudget, setFormulaBudget] = createContext<{ left: number }>();

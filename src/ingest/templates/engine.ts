import { enginesWith } from '../../platform/liquid/engine.ts';
import { ownFilters } from './filters.ts';

/** The isolate's engine for these partials: each text is parsed once for as long as it is kept. */
export const engineOf = enginesWith(ownFilters);

// Jest runs this once after all tests: ends the servers of this run, and those that a killed worker left over.
// Invariant: kept servers (`npm run services -- start`) and those of other runs stay.
import { sweepOwn } from '../test/support/server-folders.ts';

// biome-ignore lint/style/noDefaultExport: Jest takes a global teardown from the default export only.
export default sweepOwn;

// The embedded store, run through every contract: one handle as the server, one as the command line beside it.
import { openEmbeddedStores } from './embedded-stores.ts';
import { describeEveryStore } from './every-store.ts';

describeEveryStore('embedded', openEmbeddedStores);

// What a caller sends never becomes a part of a query about requests for help: see mongo-operators.test.ts.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { OpenedMongo } from '../../adapters/mongo/open.ts';
import type { HelpRequests } from '../../ports/help-requests.ts';
import { dropDatabase } from '../support/mongo-server.ts';
import { migratedUrl, mustOpenMongo } from './mongo-stores.ts';
import { now, sampleHelpRequest } from './samples.ts';

const request = sampleHelpRequest();
const { id, tenantId } = request;
let opened: OpenedMongo;
let url = '';

beforeAll(async () => {
  url = await migratedUrl('operators-help');
  opened = await mustOpenMongo(url, { countCommands: true });
  await opened.stores.helpRequests.create(request);
});
afterAll(async () => {
  await opened.close();
  await dropDatabase(url);
});

/** One method with what was sent in place of one argument, and its answer where nothing matches. */
const calls: readonly [name: string, call: (to: HelpRequests, sent: never) => unknown, answer: unknown][] = [
  ['find', (to, sent) => to.find(sent), undefined],
  ['openOf', (to, sent) => to.openOf(sent), undefined],
  ['create', (to, sent) => to.create({ ...request, id: sent }), false],
  ['list', (to, sent) => to.list(sent, 'all', null, 9), []],
  ['list, after', (to, sent) => to.list(tenantId, 'open', sent, 9), []],
  ['close', (to, sent) => to.close(sent, now, 'x'), false],
  ['close, by', (to, sent) => to.close(id, now, sent), false],
];
const objects: readonly unknown[] = [{ $ne: null }, { $gt: '' }, { $in: [id] }, [id], {}, true];

describe('operators in query fields (mongodb)', () => {
  test.each(calls)('G2 helpRequests.%s takes no object, and sends none', async (_name, call, answer) => {
    const before = opened.commands();
    // The cast: what no typed caller can send, but a JSON body can hold.
    for (const sent of objects) expect(await call(opened.stores.helpRequests, sent as never)).toEqual(answer);
    expect(opened.commands()).toBe(before);
    expect(await opened.stores.helpRequests.find(id)).toEqual(request);
  });
});

// MongoDB away or frozen under a running server: everybody is told to come back, nobody is let in unchecked, the log says once what
// to do, and it goes on by itself where people were (G5; issue "When a store fails").
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  begin,
  expectAway,
  expectNoFlood,
  goesOn,
  type OutageScene,
  outageLines,
  startOutageScene,
  untilReady,
} from '../outage-scene.ts';

const outages = [
  {
    name: 'killed',
    begins: ({ mongo }: OutageScene) => mongo.kill9(),
    ends: ({ mongo }: OutageScene) => mongo.restart(),
  },
  {
    name: 'frozen',
    begins: ({ mongo }: OutageScene) => mongo.freeze(),
    ends: async ({ mongo }: OutageScene) => mongo.thaw(),
  },
];

// Side by side: they mostly wait.
describe.each(outages)('MongoDB, $name', { concurrent: true }, ({ begins, ends }) => {
  let scene: OutageScene;
  beforeAll(async () => {
    scene = await startOutageScene();
  });
  afterAll(() => scene.dispose());

  test('503 until it is back, then everybody goes on; two lines in the log', async () => {
    const underWay = await begin(scene);
    const since = scene.cluster.logs().length;
    await begins(scene);
    await expectAway(scene, underWay, { missing: 'durable store', canRead: false });
    await expectNoFlood(scene, underWay);
    await ends(scene);
    await untilReady(scene);
    await goesOn(scene, underWay);
    const lines = await outageLines(scene, since);
    expect(lines.map(({ level, store }) => [level, store])).toEqual([
      ['error', 'durable store'],
      ['warn', 'durable store'],
    ]);
    expect(lines[0]?.why).toMatch(/^MongoDB \(SALLYPORT_MONGODB_URL.*(cannot be reached|does not answer)/);
    expect(lines[1]?.failures).toBeGreaterThan(50);
    expect(JSON.stringify(lines)).not.toContain('127.0.0.1');
  });
});

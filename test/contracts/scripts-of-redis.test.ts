// A Redis Cluster takes a key that a script did not declare, as long as it lies on the same node: so no run of a script shows
// it (issue "Redis": every key that a script touches is declared).
import { expect, test } from 'vitest';
import * as attemptScripts from '../../adapters/redis/attempt-scripts.ts';
import * as scripts from '../../adapters/redis/scripts.ts';

const texts = Object.entries({ ...scripts, ...attemptScripts }).flatMap(([name, one]) =>
  typeof one === 'object' ? [[name, one.text] as const] : [],
);

test.each(texts)('%s touches the keys that were declared and no other', (_name, text) => {
  const touched = [...text.matchAll(/redis\.p?call\('\w+',\s*([\w.[\]]+)/g)].map(([, key]) => key ?? '');
  expect(touched.length).toBe([...text.matchAll(/redis\.p?call/g)].length);
  expect(touched.filter((key) => key !== 'key' && !key.startsWith('KEYS['))).toEqual([]);
  // What is called `key` there is one of them.
  const made = [...text.matchAll(/\bkey\s*=\s*(\S+)|\bkey in (\S+)/g)].map(
    ([, set, list]) => set ?? list ?? '',
  );
  expect(made.filter((from) => !/^(KEYS\[|ipairs\(KEYS\))/.test(from))).toEqual([]);
  const helpers = [...text.matchAll(/function (\w+)\(key\b/g)].map(([, helper]) => helper);
  const given = helpers.flatMap((helper) =>
    [...text.matchAll(new RegExp(`(?<!function |does\\.)\\b${helper}\\(([\\w.[]+)`, 'g'))].map(
      ([, key]) => key ?? '',
    ),
  );
  expect(given.filter((key) => key !== 'key' && !key.startsWith('KEYS['))).toEqual([]);
});

test('there are scripts', () => {
  expect(texts.length).toBeGreaterThan(10);
});

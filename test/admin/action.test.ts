// What admin actions share.
import { expect, test } from 'vitest';
import { newId } from '../../admin/actions/action.ts';

test('G4: no id looks like an option of the command line, which ids are pasted into', () => {
  const ids = Array.from({ length: 2_000 }, newId);
  expect(ids.filter((id) => !/^\w[\w-]{21}$/.test(id))).toEqual([]);
  expect(new Set(ids).size).toBe(2_000);
});

// Schema version 10: which accounts have a removal that falls due, and when the first does.
// Invariant: released steps are never edited; a change is a new file.
export const dueRemovals = `
ALTER TABLE enrollments ADD COLUMN removal_until INTEGER;
UPDATE enrollments SET removal_until =
  (SELECT min(json_extract(removal.value, '$.until')) FROM json_each(enrollments.body, '$.removals') AS removal);
CREATE INDEX enrollments_removal ON enrollments (removal_until, id) WHERE removal_until IS NOT NULL;
`;

// Schema version 3: a store that is being filled from an export says so, until it is whole.
// Invariant: released steps are never edited; a change is a new file.
export const importMark = `
CREATE TABLE import_mark (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  digest TEXT NOT NULL -- of the file that it is filled from
) STRICT;
`;

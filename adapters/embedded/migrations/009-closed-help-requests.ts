// Schema version 9: which requests for help were closed long ago.
// Invariant: released steps are never edited; a change is a new file.
export const closedHelpRequests = `
CREATE INDEX help_requests_closed ON help_requests (closed_at) WHERE closed_at IS NOT NULL;
`;

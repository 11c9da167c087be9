// Schema version 14: one request for help of an account is open at a time, also of two that are made at once. Of those that
// were open beside each other the first stays.
// Invariant: released steps are never edited; a change is a new file.
export const oneOpenHelpRequest = `
UPDATE help_requests SET closed_at = at, closed_by = 'sallyport' WHERE closed_at IS NULL AND EXISTS (
  SELECT 1 FROM help_requests AS earlier WHERE earlier.account_id = help_requests.account_id
    AND earlier.closed_at IS NULL AND (earlier.at, earlier.id) < (help_requests.at, help_requests.id));
CREATE UNIQUE INDEX help_requests_one_open ON help_requests (account_id) WHERE closed_at IS NULL;
`;

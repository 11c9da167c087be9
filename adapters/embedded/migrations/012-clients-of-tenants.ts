// Schema version 12: the applications of a tenant, and the requests for help that are open.
// Invariant: released steps are never edited; a change is a new file.
export const clientsOfTenants = `
CREATE INDEX clients_tenant ON clients (body ->> 'tenantId', id);
CREATE INDEX help_requests_open ON help_requests (tenant_id, id) WHERE closed_at IS NULL;
`;

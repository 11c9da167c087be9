// Whether a page's Content-Security-Policy lets its forms lead to a URL. Chromium asks this for every redirect as well.
// Invariant: a policy that does not name form-action allows every target (CSP Level 3, 6.4.1.1).

export function formActionAllows(policy: string | null, self: URL, target: URL): boolean {
  const directive = (policy ?? '')
    .split(';')
    .map((part) => part.trim().split(/\s+/))
    .find(([name]) => name?.toLowerCase() === 'form-action');
  return !directive || directive.slice(1).some((source) => matches(source, self, target));
}

function matches(source: string, self: URL, target: URL): boolean {
  if (source === "'none'") return false;
  if (source === "'self'") return target.origin === self.origin;
  if (/^[a-z][a-z0-9+.-]*:$/i.test(source)) return target.protocol === source.toLowerCase();
  if (source === '*') return /^https?:$/.test(target.protocol);
  const named = URL.parse(source);
  if (named === null || named.origin !== target.origin) return false;
  return named.pathname === '/' || named.pathname === target.pathname;
}

// Where node-oidc-provider listens, for whatever routes to it or past it.
// Invariant: each stands once in the route table (routes.ts).

export const paths = {
  authorization: '/auth',
  token: '/token',
  userinfo: '/userinfo',
  jwks: '/jwks',
  introspection: '/token/introspection',
  revocation: '/token/revocation',
  pushed_authorization_request: '/request',
  end_session: '/session/end',
} as const;

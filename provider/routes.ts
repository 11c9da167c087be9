// The routes that node-oidc-provider serves, as rows of the one route table.
// Invariant: what is switched on in provider.ts stands here, with who may call it and what bounds it.
import type { RouteRow } from '../http/route.ts';
import { paths } from './paths.ts';

const row = (
  method: RouteRow['method'],
  path: string,
  authorization: RouteRow['authorization'],
  limit: string,
  csrf: RouteRow['csrf'] = 'provider',
): RouteRow => ({ method, path, authorization, csrf, limit });

const once = 'the library: 56 KB; codes and tokens are used once';

export const providerRoutes: readonly RouteRow[] = [
  row('GET', '/.well-known/openid-configuration', 'anybody', 'none: static', 'changes-nothing'),
  row('GET', '/.well-known/oauth-authorization-server', 'anybody', 'none: static', 'changes-nothing'),
  row('GET', paths.jwks, 'anybody', 'none: static', 'changes-nothing'),
  row('GET', paths.authorization, 'anybody', 'a 60-minute interaction each; Node bounds headers at 16 KB'),
  row('GET', `${paths.authorization}/:uid`, 'bound-sign-in', 'once an interaction; the gate asks the policy'),
  row('POST', paths.token, 'application', once),
  row('GET', paths.userinfo, 'application', 'a token of 5 minutes; the policy is asked'),
  row('POST', paths.userinfo, 'application', 'a token of 5 minutes; the policy is asked'),
  row('POST', paths.introspection, 'application', 'the library: 56 KB; the policy is asked'),
  row('POST', paths.revocation, 'application', 'the library: 56 KB'),
  row('POST', paths.pushed_authorization_request, 'application', 'the library: 56 KB; kept 60 s'),
  row('GET', paths.end_session, 'anybody', 'asks before it ends anything'),
  row('POST', `${paths.end_session}/confirm`, 'session', 'the secret of the session that asked (xsrf)'),
  row('GET', `${paths.end_session}/success`, 'anybody', 'none: static', 'changes-nothing'),
];

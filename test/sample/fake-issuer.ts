// A stand-in for the sign-in server in tests of the sample application: node-oidc-provider that signs one person in by itself.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import Provider, { type Configuration } from 'oidc-provider';

export interface FakeIssuer {
  readonly issuer: string;
  /** What the next sign-ins prove; or the error that they end with. */
  answer: { readonly acr: string; readonly amr: readonly string[] } | { readonly error: string };
  /** Whether refreshing is refused. */
  refuseRefresh: boolean;
  close(): Promise<void>;
}

export async function startFakeIssuer(applicationOrigin: string): Promise<FakeIssuer> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // Listening on a port, so the address has one.
  const issuer = `http://localhost:${(server.address() as AddressInfo).port}`;
  const fake: FakeIssuer = {
    issuer,
    answer: { acr: 'https://refeds.org/profile/mfa', amr: ['pwd', 'otp', 'mfa'] },
    refuseRefresh: false,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  const provider = new Provider(issuer, configuration(applicationOrigin, fake));
  const serve = provider.callback();
  server.on('request', (request, response) => {
    if (request.url?.startsWith('/interaction/')) void finish(provider, fake, request, response);
    else void serve(request, response);
  });
  return fake;
}

type Finish = Parameters<Provider['interactionFinished']>;

async function finish(provider: Provider, fake: FakeIssuer, request: Finish[0], response: Finish[1]) {
  const { prompt, params, session } = await provider.interactionDetails(request, response);
  if ('error' in fake.answer) {
    await provider.interactionFinished(request, response, {
      error: fake.answer.error,
      error_description: 'The person pressed "Cancel"',
    });
    return;
  }
  if (prompt.name === 'login') {
    const login = { accountId: 'person-1', ...fake.answer, amr: [...fake.answer.amr] };
    await provider.interactionFinished(request, response, { login });
    return;
  }
  const grant = new provider.Grant({ accountId: session?.accountId, clientId: String(params.client_id) });
  grant.addOIDCScope('openid profile email');
  const consent = { grantId: await grant.save() };
  await provider.interactionFinished(request, response, { consent }, { mergeWithLastSubmission: true });
}

function configuration(applicationOrigin: string, fake: FakeIssuer): Configuration {
  return {
    clients: [
      {
        client_id: 'patient-records',
        client_secret: 'a-secret-of-more-than-32-characters-in-all',
        redirect_uris: [`${applicationOrigin}/callback`],
        post_logout_redirect_uris: [`${applicationOrigin}/signed-out`],
        backchannel_logout_uri: `${applicationOrigin}/backchannel-logout`,
        backchannel_logout_session_required: true,
        grant_types: ['authorization_code', 'refresh_token'],
        response_types: ['code'],
        id_token_signed_response_alg: 'RS256',
      },
    ],
    claims: {
      openid: ['sub', 'acr', 'amr', 'auth_time', 'sid', 'urn:sallyport:tenant'],
      profile: ['name', 'zoneinfo'],
      email: ['email', 'email_verified'],
    },
    acrValues: ['https://refeds.org/profile/sfa', 'https://refeds.org/profile/mfa'],
    conformIdTokenClaims: false,
    features: {
      devInteractions: { enabled: false },
      introspection: { enabled: true },
      backchannelLogout: { enabled: true },
      rpInitiatedLogout: {
        logoutSource: (ctx, form) => {
          ctx.body = `<!doctype html>${form}`;
        },
      },
    },
    rotateRefreshToken: true,
    issueRefreshToken: async () => true,
    interactions: { url: (_ctx, interaction) => `/interaction/${interaction.uid}` },
    cookies: { keys: ['only-for-tests'] },
    // Without the limits that it would place on loopback addresses.
    fetch: (url, init) => fetch(url, { ...init, dispatcher: undefined } as RequestInit),
    async findAccount(ctx, accountId) {
      if (ctx.oidc.route === 'token' && ctx.oidc.params?.grant_type === 'refresh_token' && fake.refuseRefresh)
        return undefined;
      return {
        accountId,
        claims: async () => ({
          sub: accountId,
          name: 'Mira <Albers>',
          zoneinfo: 'Europe/Berlin',
          email: 'mira@northwind.example',
          email_verified: true,
          'urn:sallyport:tenant': 'tenant-1',
        }),
      };
    },
  };
}

// Ids that lead to where a record is kept: a session's cookie names its session, a code or token its grant, and the first
// interaction of a request its sign-in (ports/records: home). So a store finds all that a request needs at once.
// Invariant: what leads is no secret; each id that is presented ends in 256 random bits of its own.
import { randomBytes } from 'node:crypto';
import Provider, { type KoaContextWithOIDC } from 'oidc-provider';

/** @param begun told of each session whose uid was just made up */
export function giveLeadingIds(provider: Provider, begun: (uid: string) => void): void {
  for (const { prototype } of [provider.AuthorizationCode, provider.AccessToken, provider.RefreshToken])
    leadTokens(prototype as unknown as GivenUnderGrant); // the method is missing in the library's types
  leadSessions(provider, begun);
  leadInteractions(provider);
}

interface GivenUnderGrant {
  readonly grantId?: string;
  generateTokenId(): string;
}

function leadTokens(prototype: GivenUnderGrant): void {
  const { generateTokenId } = prototype;
  Object.assign(prototype, {
    generateTokenId(this: GivenUnderGrant) {
      const own = generateTokenId.call(this);
      return this.grantId === undefined ? own : `${this.grantId}.${own}`;
    },
  });
}

/** Of a Grant of this session: what is given under it has an id that begins with it. */
export function newGrantId(sessionUid: string): string {
  return `${sessionUid}.${randomBytes(16).toString('base64url')}`;
}

function newSessionId(uid: string): string {
  return `${uid}.${randomBytes(32).toString('base64url')}`;
}

/** What the library's Session has besides its types. */
interface RotatingSession {
  readonly uid: string;
  id: string;
  jti: string;
  oldId?: string;
  touched?: boolean;
}

function leadSessions({ Session }: Provider, begun: (uid: string) => void): void {
  const { instantiate } = Session as unknown as { instantiate(payload?: object): RotatingSession }; // missing in the library's types
  Object.assign(Session, {
    instantiate(this: unknown, payload?: { readonly jti?: string; readonly uid?: string }) {
      const session = instantiate.call(this, payload);
      if (payload?.uid === undefined) begun(session.uid);
      if (payload?.jti === undefined) session.jti = newSessionId(session.uid);
      return session;
    },
  });
  Object.assign(Session.prototype, {
    resetIdentifier(this: RotatingSession) {
      this.oldId = this.id;
      this.id = newSessionId(this.uid);
      this.touched = true;
    },
  });
}

/** `cid` stays the same for every prompt of one request: it is the id of the first. */
function leadInteractions(provider: Provider): void {
  const Library = provider.Interaction as unknown as new (...given: readonly unknown[]) => object; // its types know one of its two forms
  // The library names the model by its class, and asks the provider for the class each time.
  const Interaction = class Interaction extends Library {
    constructor(id: unknown, payload?: object) {
      if (payload === undefined) super(id);
      else super(id, isFirst(Provider.ctx) ? { ...payload, cid: id } : payload);
    }
  };
  Object.defineProperty(provider, 'Interaction', { value: Interaction });
}

function isFirst(ctx: KoaContextWithOIDC | undefined): boolean {
  return ctx?.oidc.entities.Interaction === undefined;
}

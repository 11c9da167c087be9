// The WebAuthn library, loaded when the first passkey comes: what it brings along to read certificates is a good part of the
// time and memory of a start, and the command line and many servers never see one.

import type * as Library from '@simplewebauthn/server';
import type * as Helpers from '@simplewebauthn/server/helpers';

export type WebAuthn = typeof Library & { readonly helpers: typeof Helpers };

let loading: Promise<WebAuthn> | undefined;

export function loadWebAuthn(): Promise<WebAuthn> {
  loading ??= Promise.all([import('@simplewebauthn/server'), import('@simplewebauthn/server/helpers')]).then(
    ([library, helpers]) => ({ ...library, helpers }),
  );
  return loading;
}

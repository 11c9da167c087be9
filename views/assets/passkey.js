// Asks the browser for a passkey and posts what it answers with an ordinary form. The only script of Sallyport's pages; it
// follows the library @simplewebauthn/browser in one file.
// Invariant: it decides nothing and fetches nothing; every text that it shows stands in the page already.
(() => {
  const webauthn = window.SimpleWebAuthnBrowser;
  /** ms: challenges are good for five minutes. */
  const freshMs = 4.5 * 60_000;
  const forms = [...document.querySelectorAll('form[data-passkey]')];
  let isAsking = false;

  function show(form, problem) {
    for (const text of form.querySelectorAll('[data-problem]'))
      text.hidden = text.dataset.problem !== problem;
  }

  /** In the words of the page: see passkeyForm in macros/passkey.njk. */
  function problemOf(error) {
    const cause = error.cause instanceof Error ? error.cause.name : error.name;
    if (cause === 'NotAllowedError' || cause === 'AbortError') return 'cancelled';
    if (cause === 'InvalidStateError') return 'exists';
    if (cause === 'NotSupportedError' || cause === 'ConstraintError') return 'unsupported';
    return cause === 'SecurityError' ? 'insecure' : 'failed';
  }

  function optionsOf(form) {
    return JSON.parse(form.dataset.options);
  }

  function send(form, answer) {
    form.querySelector('input[name=passkey]').value = JSON.stringify(answer);
    form.submit();
  }

  async function ask(form) {
    const optionsJSON = optionsOf(form);
    if (form.dataset.passkey === 'create') return webauthn.startRegistration({ optionsJSON });
    return webauthn.startAuthentication({ optionsJSON });
  }

  async function askAndSend(form) {
    if (isAsking) return;
    if (!window.isSecureContext) return show(form, 'insecure');
    if (!webauthn.browserSupportsWebAuthn()) return show(form, 'unsupported');
    isAsking = true;
    show(form, 'waiting');
    try {
      const answer = await ask(form);
      send(form, answer);
    } catch (error) {
      show(form, problemOf(error));
      isAsking = false;
      // The dialog has ended the offer.
      begin(form);
    }
  }

  function begin(form) {
    if (form.dataset.passkey === 'sign-in') void offerInField(form);
  }

  /** The identifier's field offers passkeys, where the browser can do that (conditional mediation). */
  async function offerInField(form) {
    if (!window.isSecureContext || !(await webauthn.browserSupportsWebAuthnAutofill())) return;
    try {
      const answer = await webauthn.startAuthentication({
        optionsJSON: optionsOf(form),
        useBrowserAutofill: true,
      });
      isAsking = true;
      send(form, answer);
    } catch {
      // The button asks in its stead, or nobody took the offer.
    }
  }

  /** What is older would be refused. Only where nothing was typed yet, so that nothing is lost. */
  function renew(form) {
    const inputs = [...document.querySelectorAll('input:not([type=hidden])')];
    const isTouched = inputs.some(
      (input) => input.value !== input.defaultValue || input.checked !== input.defaultChecked,
    );
    if (!isAsking && !isTouched) location.replace(form.dataset.fresh);
  }

  for (const form of forms) {
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      void askAndSend(form);
    });
    begin(form);
    setTimeout(() => renew(form), freshMs);
  }

  // Back on a page that the browser had kept: what it asked then has been answered, or is too old.
  window.addEventListener('pageshow', ({ persisted }) => {
    if (!persisted) return;
    isAsking = false;
    for (const form of forms) {
      show(form, null);
      renew(form);
    }
  });

  /** Tells the browser which passkeys are gone (WebAuthn Level 3 5.1.10), where it listens. */
  async function signal(name, data) {
    try {
      await webauthn.sendSignal({ signalName: name, ...JSON.parse(data) });
    } catch {
      // Not every browser can, and nothing depends on it.
    }
  }

  for (const one of document.querySelectorAll('[data-passkey-unknown]'))
    void signal('unknownCredential', one.dataset.passkeyUnknown);
  for (const one of document.querySelectorAll('[data-passkeys-accepted]'))
    void signal('allAcceptedCredentials', one.dataset.passkeysAccepted);
})();

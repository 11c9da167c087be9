// Text messages to phones. A message holds a code that is good for minutes, so it is handed over at once or not at all.
// Invariant: what goes wrong at the gateway is a value; no failure holds the message, the number or what the gateway said.

export interface TextMessage {
  /** E.164: "+41791234567". */
  readonly to: string;
  readonly text: string;
}

/**
 * `no-gateway`: none is configured. `timeout`: no answer in time; the message may arrive all the same. `unreachable`: no
 * connection came about, so it certainly does not. `cut-off`: one did, and ended before the answer; it may arrive. `refused`:
 * an answer that says no. `odd-answer`: one that does not say yes.
 */
export type SmsFailure = 'no-gateway' | 'timeout' | 'unreachable' | 'cut-off' | 'refused' | 'odd-answer';

/** `status`: of the gateway's answer over HTTP; null where there was none. */
export type SmsFailed = {
  readonly ok: false;
  readonly reason: SmsFailure;
  readonly status: number | null;
};

/** `messageId`: the gateway's, to ask it what became of the message; null where it tells none. */
export type SmsSent = { readonly ok: true; readonly messageId: string | null } | SmsFailed;

/** `balance`: in whatever the gateway counts: messages, or money. */
export type SmsBalanceRead = { readonly ok: true; readonly balance: number } | SmsFailed;

export interface SmsGateway {
  /** Resolves within a few seconds. `tenantId`: for whom. Throws only if a store is away. */
  send(tenantId: string, message: TextMessage): Promise<SmsSent>;
}

/** What is left to send messages with. */
export interface SmsBalance {
  read(): Promise<SmsBalanceRead>;
}

// What of an enrollment is sealed, whatever its kind: for what seals anew, and for what checks that it can be opened.
// Invariant: a new kind does not compile until it says here what it seals.
import type { Enrollment, PendingEnrollment } from '../ports/enrollments.ts';

/** The envelope (ports/vault); null if nothing of it is sealed. */
export function sealedPart(holder: Enrollment | PendingEnrollment): string | null {
  switch (holder.kind) {
    case 'totp':
      return holder.secret;
    case 'sms':
      return holder.number;
    case 'passkey':
      return null;
  }
}

/** The same with another envelope. */
export function withSealedPart<Holder extends Enrollment | PendingEnrollment>(
  holder: Holder,
  envelope: string,
): Holder {
  switch (holder.kind) {
    case 'totp':
      return { ...holder, secret: envelope };
    case 'sms':
      return { ...holder, number: envelope };
    default:
      return holder;
  }
}

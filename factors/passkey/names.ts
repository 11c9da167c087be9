// What a new passkey is called until its owner gives it a name: after what holds it, where that is told.
// Invariant: a name is for people only; nothing is decided by it.
import type { PasskeyEnrollment } from '../../ports/enrollments.ts';
import { defaultNames, numberedName } from '../numbered-name.ts';
import type { AuthenticatorModels } from './attestation.ts';

/** AAGUIDs that makers have published. */
const known: Readonly<Record<string, string>> = {
  'ea9b8d66-4d01-1d21-3ce4-b6b48cb575d4': 'Google Password Manager',
  'adce0002-35bc-c60a-648b-0b25f1f05503': 'Chrome on Mac',
  '08987058-cadc-4b81-b6e1-30de50dcbe96': 'Windows Hello',
  '9ddd1817-af5a-4672-a2b9-3e3dd95000a9': 'Windows Hello',
  '6028b017-b1d4-4c02-b4b3-afcdafc96bb2': 'Windows Hello',
  'fbfc3007-154e-4ecc-8c0b-6e020557d7bd': 'Apple Passwords',
  'dd4ec289-e01d-41c9-bb89-70fa845d4bf2': 'iCloud Keychain',
  '53414d53-554e-4700-0000-000000000000': 'Samsung Pass',
  'bada5566-a7aa-401f-bd96-45619a55120d': '1Password',
  'd548826e-79b4-db40-a3d8-11116f7e8349': 'Bitwarden',
  '531126d6-e717-415c-9320-3d9aa6981239': 'Dashlane',
  'b84e4048-15dc-4dd0-8640-f4f60813c8af': 'NordPass',
  '50726f74-6f6e-5061-7373-50726f746f6e': 'Proton Pass',
  'fdb141b2-5d84-443e-8a35-4698c205a502': 'KeePassXC',
  'ee882879-721c-4913-9775-3dfcce97072a': 'YubiKey 5',
  'fa2b99dc-9e39-4257-8f92-4a30d23c4118': 'YubiKey 5 NFC',
  '2fc0579f-8113-47ea-b116-bb5a8db9202a': 'YubiKey 5 NFC',
  'c5ef55ff-ad9a-4b9f-b580-adebafe026d0': 'YubiKey 5Ci',
};

/** With a number behind it where the account has one of that name. */
export function passkeyName(
  { aaguid, transports }: Pick<PasskeyEnrollment, 'aaguid' | 'transports'>,
  models: AuthenticatorModels,
  taken: readonly string[],
): string {
  return numberedName(known[aaguid] ?? models.get(aaguid)?.name ?? plainName(transports), taken);
}

function plainName(transports: readonly string[]): string {
  return transports.includes('usb') || transports.includes('nfc')
    ? defaultNames.securityKey
    : defaultNames.passkey;
}

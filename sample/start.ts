// Starts the sample beside the server: seeds the tenant once, serves the application, says what to open.
// Invariant: development only; it acts through the admin actions and OpenID Connect like anybody else.
import type { Config } from '../config.ts';
import type { MemberDeps } from './accounts.ts';
import { createSampleApplication } from './application/application.ts';
import { sampleBanner } from './banner.ts';
import { authenticatorsOf } from './code-page.ts';
import { type SampleDeps, seedSample } from './tenant.ts';

export interface StartSampleDeps {
  readonly config: Config;
  readonly storage: MemberDeps['storage'];
  readonly vault: MemberDeps['vault'];
  readonly core: Pick<SampleDeps, 'actions' | 'audit' | 'now'> & {
    readonly factors: Pick<MemberDeps, 'hashing'>;
  };
  readonly logger: Parameters<typeof createSampleApplication>[0]['logger'];
  readonly port: number;
}

export interface RunningSample {
  /** What to open and whom to sign in as; secrets of the sample stand in it. */
  readonly banner: string;
  close(): Promise<void>;
}

export async function startSample({
  config,
  storage,
  vault,
  core,
  logger,
  port,
}: StartSampleDeps): Promise<RunningSample> {
  const origin = `http://localhost:${port}`;
  const { actions, audit, now, factors } = core;
  const secrets = await seedSample({
    storage,
    audit,
    now,
    vault,
    hashing: factors.hashing,
    dataDir: config.dataDir,
    applicationOrigin: origin,
    actions,
  });
  const application = createSampleApplication({
    issuer: config.issuer,
    clientId: secrets.clientId,
    clientSecret: secrets.clientSecret,
    origin,
    logger,
    authenticators: () => authenticatorsOf(secrets),
  });
  await application.listen(port, '127.0.0.1');
  return {
    banner: sampleBanner({ issuer: config.issuer, application: origin }, secrets),
    close: () => application.close(),
  };
}

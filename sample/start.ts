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

/** One line of what is wrong and what to do. */
export interface NotStarted {
  readonly ok: false;
  readonly message: string;
}

export async function startSample({
  config,
  storage,
  vault,
  core,
  logger,
  port,
}: StartSampleDeps): Promise<({ readonly ok: true } & RunningSample) | NotStarted> {
  const origin = `http://localhost:${port}`;
  const { actions, audit, now, factors } = core;
  const seeded = await seedSample({
    storage,
    audit,
    now,
    vault,
    hashing: factors.hashing,
    dataDir: config.dataDir,
    applicationOrigin: origin,
    actions,
  });
  if (!seeded.ok) return seeded;
  const { secrets } = seeded;
  const application = createSampleApplication({
    issuer: config.issuer,
    clientId: secrets.clientId,
    clientSecret: secrets.clientSecret,
    origin,
    logger,
    authenticators: () => authenticatorsOf(secrets),
  });
  try {
    await application.listen(port, '127.0.0.1');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    const message = `The sample cannot listen on 127.0.0.1:${port} (${code}). Is something else running there? Set SALLYPORT_SAMPLE_PORT.`;
    return { ok: false, message };
  }
  return {
    ok: true,
    banner: sampleBanner({ issuer: config.issuer, application: origin }, secrets),
    close: () => application.close(),
  };
}

// Lets an answer take as long whatever was found, where its time would tell a stranger who exists.
// Invariant: the answer comes at a whole number of steps after the question, however little or much was done.

/** ms. More than anything that is done here takes, unless the server is overloaded. */
const stepMs = 300;

export interface EvenTimeDeps {
  readonly wait: (ms: number) => Promise<void>;
  /** ms. */
  readonly now: () => number;
}

export async function inEvenTime<T>({ wait, now }: EvenTimeDeps, work: () => Promise<T>): Promise<T> {
  const began = now();
  const result = await work();
  const took = Math.max(0, now() - began);
  await wait(stepMs - (took % stepMs));
  return result;
}

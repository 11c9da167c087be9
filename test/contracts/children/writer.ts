// A server that writes without end and prints the id of each row after it was acknowledged. Ends by being killed.
// Usage: writer.ts DATA_DIR
import { mustOpen } from '../embedded-stores.ts';
import { newId, sampleEnrollments, sampleRow } from '../samples.ts';

const storage = await mustOpen(process.argv[2] ?? '', 'server');
const chain = 'written';
for (let sequence = (await storage.audit.head(chain)).sequence + 1; ; sequence += 1) {
  const [eventId, accountId] = [newId(), newId()];
  await Promise.all([
    storage.audit.insert([sampleRow({ chain, sequence, id: eventId })]),
    storage.enrollments.replace(sampleEnrollments(accountId, 1)),
  ]);
  console.log(`${eventId} ${accountId}`);
}

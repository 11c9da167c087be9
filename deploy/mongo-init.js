// Run by mongosh in compose.yaml: starts the replica set of one, and makes the user that the servers sign in as.
// Invariant: it can be run again at any time; afterwards the password is the one that the environment says.
const { MONGO_ROOT_PASSWORD, MONGO_PASSWORD } = process.env;

db.getSiblingDB('admin').auth('root', MONGO_ROOT_PASSWORD);
try {
  rs.status();
} catch (error) {
  if (error.codeName !== 'NotYetInitialized') throw error;
  rs.initiate({ _id: 'rs0', members: [{ _id: 0, host: 'mongo:27017' }] });
}
while (!db.hello().isWritablePrimary) sleep(200);

const store = db.getSiblingDB('sallyport');
const roles = [{ role: 'readWrite', db: 'sallyport' }];
if (store.getUser('sallyport') === null) store.createUser({ user: 'sallyport', pwd: MONGO_PASSWORD, roles });
else store.updateUser('sallyport', { pwd: MONGO_PASSWORD, roles });

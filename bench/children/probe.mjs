// Preloaded into a server under measurement: tells its parent what the process has used so far.
// Invariant: it does nothing until it is asked, keeps no process alive, and lets none outlive its parent. No TypeScript: Node
// would load its compiler for it, and the memory of a server that is built has none.

process.on('message', () => {
  process.send?.({ cpu: process.cpuUsage(), rss: process.memoryUsage.rss() });
});
process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
process.channel?.unref();

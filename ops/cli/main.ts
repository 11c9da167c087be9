#!/usr/bin/env node
// The command line: `npm run sallyport -- ...`. Works on the same data while the server runs.
import { runProgram } from './program.ts';
import { terminalOf } from './terminal.ts';

process.exitCode = await runProgram(process.argv.slice(2), terminalOf(process));

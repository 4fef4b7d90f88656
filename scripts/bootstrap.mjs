#!/usr/bin/env node
// Checks and installs what the project needs, then runs a script with the project's own Node:
//   bootstrap.mjs [--with-browser]                      only set up
//   bootstrap.mjs [--with-browser] run <script> <args…> set up, then become `node <script> <args…>`
// It has no dependencies and runs on Node 18, because it is what brings the rest. It is silent when nothing is missing.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { attempt, lastLines, mustRun, say, SetupError, step } from './setup/commands.mjs';
import { isBuilt, markBuilt, packagesAreInstalled, sourcesFingerprint } from './setup/freshness.mjs';
import { withLock } from './setup/lock.mjs';
import * as system from './setup/programs.mjs';

const ROOT = realpathSync(join(dirname(fileURLToPath(import.meta.url)), '..'));
const BIN = join(ROOT, 'node_modules', '.bin');
const MIN_NODE = [22, 12];
/** Remembers which optional packages could not be had, so that they are not tried every time. */
const TRIED = join(ROOT, 'node_modules', '.cache', 'reelwright', 'tried.json');

async function main() {
  const args = process.argv.slice(2);
  const withBrowser = args[0] === '--with-browser';
  if (withBrowser) args.shift();
  if (!isReady(withBrowser)) {
    await withLock(
      ROOT,
      () => say('• waiting for another setup to finish …'),
      () => setUp(withBrowser),
    );
  }
  const node = projectNode();
  if (args[0] === 'run') become(node, args.slice(1));
  else if (args.length > 0) throw new SetupError(`bootstrap.mjs does not know ${args.join(' ')}`);
}

function isReady(withBrowser) {
  return packagesAreInstalled(ROOT) && isBuilt(ROOT) && worthInstalling(withBrowser).length === 0;
}

async function setUp(withBrowser) {
  // npm packages and system packages don't wait for each other.
  const tasks = await Promise.allSettled([installPackages(), installPrograms(withBrowser)]);
  const failed = tasks.find(({ status }) => status === 'rejected');
  if (failed) throw failed.reason;
  if (!isBuilt(ROOT)) await step('build', build);
}

async function installPackages() {
  if (packagesAreInstalled(ROOT)) return;
  await step('npm packages', async () => {
    const flags = ['--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error'];
    // npm replaces node_modules, so it must not run with the Node in there.
    const options = { cwd: ROOT, env: { ...process.env, PATH: pathWithout(BIN) } };
    const { ok, output } = await attempt(['npm', 'ci', ...flags], options);
    // A lock file made where a registry has fewer platforms is too short for `npm ci`, and good enough for `npm install`.
    if (!ok && !output.includes('EUSAGE')) throw new SetupError(`${lastLines(output)}\n\nnpm ci failed.`);
    if (!ok) await mustRun(['npm', 'install', '--no-save', ...flags], options);
  });
}

async function build() {
  const fingerprint = sourcesFingerprint(ROOT);
  const PATH = [BIN, pathWithout(BIN)].join(delimiter);
  await mustRun(['npm', 'run', '--silent', 'build'], { cwd: ROOT, env: { ...process.env, PATH } });
  markBuilt(ROOT, fingerprint);
}

const pathWithout = (folder) =>
  (process.env.PATH ?? '')
    .split(delimiter)
    .filter((part) => part !== folder)
    .join(delimiter);

function worthInstalling(withBrowser) {
  const tried = readTried();
  return system.missingPrograms({ withBrowser }).filter(({ name, required }) => required || !tried.includes(name));
}

async function installPrograms(withBrowser) {
  const wanted = worthInstalling(withBrowser);
  if (wanted.length === 0) return;
  const manager = system.findManager();
  const sudo = manager === undefined ? undefined : system.privilege(manager);
  if (sudo !== undefined) {
    const names = wanted.map(({ name }) => name).join(', ');
    await step(`system packages (${names})`, () => installAll(wanted, manager, sudo));
  }
  report(system.missingPrograms({ withBrowser }), manager);
}

/** All in one go; if that fails, one by one, so that an optional one can't keep out a required one. */
async function installAll(programs, manager, sudo) {
  const { install, update } = system.MANAGERS[manager];
  const command = (words) => [
    ...sudo,
    ...(manager === 'apt' ? ['env', 'DEBIAN_FRONTEND=noninteractive'] : []),
    ...words,
  ];
  const packages = system.packagesOf(programs, manager);
  if (packages.length === 0) return;
  if (update && system.needsUpdateFirst(manager)) await attempt(command(update));
  if ((await attempt(command([...install, ...packages]))).ok) return;
  if (update) await attempt(command(update));
  for (const name of packages) {
    const { ok, output } = await attempt(command([...install, name]));
    if (!ok) say(`  ${name} could not be installed: ${output.trimEnd().split('\n').at(-1)}`);
  }
}

/** Stops where something required is missing; mentions, once, what is missing and can be done without. */
function report(missing, manager) {
  const required = missing.filter((program) => program.required);
  if (required.length > 0) {
    const names = required.map(({ name }) => name).join(' and ');
    const how =
      manager === undefined
        ? 'Install it with your package manager.'
        : `Run:\n\n  ${system.installCommand(missing, manager)}\n`;
    throw new SetupError(`${names} is missing, and this user may not install it. ${how}`);
  }
  for (const { name, instead } of missing) say(`! ${name} is missing: ${instead}.`);
  if (missing.length > 0 && manager !== undefined) say(`  To have it all: ${system.installCommand(missing, manager)}`);
  mentioned.push(...missing.map(({ name }) => name));
}

const mentioned = [];

function readTried() {
  try {
    return JSON.parse(readFileSync(TRIED, 'utf8'));
  } catch {
    return [];
  }
}

function rememberTried() {
  if (mentioned.length === 0) return;
  mkdirSync(dirname(TRIED), { recursive: true });
  writeFileSync(TRIED, JSON.stringify([...new Set([...readTried(), ...mentioned])]));
}

/** The npm package `node` carries the runtime; an own Node that is new enough does as well. */
function projectNode() {
  const carried = join(BIN, 'node');
  if (existsSync(carried)) return realpathSync(carried);
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > MIN_NODE[0] || (major === MIN_NODE[0] && minor >= MIN_NODE[1])) return process.execPath;
  throw new SetupError(`Node ${process.versions.node} is too old: ${MIN_NODE.join('.')} or newer is needed.`);
}

/** Replaces this process where Node can do that, else stands in for the child: signals in, exit code out. */
function become(node, [script, ...args]) {
  if (script === undefined) throw new SetupError('run needs a script');
  const env = { ...process.env, PATH: [BIN, pathWithout(BIN)].join(delimiter) };
  const words = [join(ROOT, script), ...args];
  if (typeof process.execve === 'function') process.execve(node, [node, ...words], env);
  const child = spawn(node, words, { stdio: 'inherit', env });
  // Ctrl-C in a terminal reaches the child by itself.
  const forwarded = process.stdin.isTTY ? ['SIGTERM', 'SIGHUP'] : ['SIGTERM', 'SIGHUP', 'SIGINT'];
  for (const signal of ['SIGTERM', 'SIGHUP', 'SIGINT']) {
    process.on(signal, () => forwarded.includes(signal) && child.kill(signal));
  }
  child.once('error', (error) => fail(error));
  child.once('exit', (code, signal) => process.exit(signal ? 128 + constants.signals[signal] : code));
}

function fail(error) {
  say(error instanceof SetupError ? error.message : String(error?.stack ?? error));
  process.exit(1);
}

main().finally(rememberTried).catch(fail);

// The programs the project needs and what the package managers call them.
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, readdirSync, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** In this order: the first that is there is used. `{}` as a package name means there is none. */
export const MANAGERS = {
  apt: {
    program: 'apt-get',
    install: ['apt-get', 'install', '-y', '--no-install-recommends'],
    update: ['apt-get', 'update'],
  },
  dnf: { program: 'dnf', install: ['dnf', 'install', '-y'] },
  pacman: { program: 'pacman', install: ['pacman', '-S', '--noconfirm', '--needed'], update: ['pacman', '-Sy'] },
  apk: { program: 'apk', install: ['apk', 'add'], update: ['apk', 'update'] },
  brew: { program: 'brew', install: ['brew', 'install'], asUser: true },
};

const SOUND_FONTS = [
  '/usr/share/sounds/sf2',
  '/usr/share/sounds/sf3',
  '/usr/share/soundfonts',
  '/usr/local/share/soundfonts',
  '/opt/homebrew/share/soundfonts',
];

/** `required` ones stop us; without the others something is done in a plainer way. */
const PROGRAMS = [
  {
    name: 'Redis',
    anyOf: ['redis-server', 'valkey-server'],
    required: true,
    packages: { apt: 'redis-server', dnf: 'valkey', pacman: 'valkey', apk: 'redis', brew: 'redis' },
  },
  {
    name: 'ffmpeg',
    anyOf: ['ffmpeg'],
    required: true,
    packages: { apt: 'ffmpeg', dnf: 'ffmpeg-free', pacman: 'ffmpeg', apk: 'ffmpeg', brew: 'ffmpeg' },
  },
  {
    name: 'espeak-ng',
    anyOf: ['espeak-ng'],
    instead: 'steps that speak will fail',
    packages: { apt: 'espeak-ng', dnf: 'espeak-ng', pacman: 'espeak-ng', apk: 'espeak-ng', brew: 'espeak-ng' },
  },
  {
    name: 'fluidsynth',
    anyOf: ['fluidsynth'],
    instead: 'the built-in synthesiser plays the music',
    packages: { apt: 'fluidsynth', dnf: 'fluidsynth', pacman: 'fluidsynth', apk: 'fluidsynth', brew: 'fluid-synth' },
  },
  {
    name: 'a General MIDI soundfont',
    filesIn: SOUND_FONTS,
    instead: 'the built-in synthesiser plays the music',
    packages: { apt: 'fluid-soundfont-gm', dnf: 'fluid-soundfont-gm', pacman: 'soundfont-fluid' },
  },
  {
    name: 'Chromium',
    anyOf: ['chromium', 'chromium-browser', 'google-chrome'],
    required: true,
    browser: true,
    packages: { apt: 'chromium', dnf: 'chromium', pacman: 'chromium', apk: 'chromium', brew: 'chromium' },
  },
];

/** Where the program is on the search path. */
function findProgram(name, searchPath = process.env.PATH ?? '') {
  const candidates = searchPath
    .split(delimiter)
    .filter(Boolean)
    .map((folder) => join(folder, name));
  return candidates.find((path) => {
    try {
      accessSync(path, constants.X_OK);
      return statSync(path).isFile();
    } catch {
      return false;
    }
  });
}

function isPresent({ anyOf = [], filesIn = [] }) {
  if (anyOf.some((name) => findProgram(name))) return true;
  return filesIn.some((folder) => existsSync(folder) && readdirSync(folder).some((file) => /\.sf[23]$/i.test(file)));
}

export function missingPrograms({ withBrowser }) {
  return PROGRAMS.filter((program) => (!program.browser || withBrowser) && !isPresent(program));
}

export function findManager() {
  return Object.keys(MANAGERS).find((name) => findProgram(MANAGERS[name].program));
}

/** What goes in front of a command to be allowed to install, or `undefined` where we are not. */
export function privilege(manager) {
  if (MANAGERS[manager].asUser || process.getuid?.() === 0) return [];
  const sudo = findProgram('sudo');
  return sudo && spawnSync(sudo, ['-n', 'true'], { stdio: 'ignore' }).status === 0 ? ['sudo', '-n'] : undefined;
}

export function packagesOf(programs, manager) {
  return programs.map(({ packages }) => packages[manager]).filter(Boolean);
}

/** The one command a person has to run. */
export function installCommand(programs, manager) {
  const words = [...MANAGERS[manager].install, ...packagesOf(programs, manager)];
  return [...(MANAGERS[manager].asUser ? [] : ['sudo']), ...words].join(' ');
}

/** Debian's package lists are often removed from images. */
export function needsUpdateFirst(manager) {
  if (manager !== 'apt') return false;
  const lists = '/var/lib/apt/lists';
  return !existsSync(lists) || !readdirSync(lists).some((file) => /_Packages(\.\w+)?$/.test(file));
}

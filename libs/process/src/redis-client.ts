import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';

/**
 * Sends one command over a connection of its own and returns the text of the reply; for looking after a server, where
 * no client library is at hand. Takes `redis://`, `rediss://` and `unix:` URLs with user and password.
 * Rejects with the server's error, with that of the socket, or after `timeoutMs` (default 2,000).
 */
export async function askRedis(url: string, command: readonly string[], timeoutMs = 2_000): Promise<string> {
  const target = new URL(url);
  const commands = [...login(target), command];
  const socket = open(target);
  try {
    return await converse(socket, commands, timeoutMs);
  } finally {
    socket.destroy();
  }
}

function open({ protocol, hostname, port, pathname }: URL): Socket {
  if (protocol === 'unix:') return connect({ path: decodeURIComponent(pathname) });
  const to = { host: hostname.replace(/^\[|\]$/g, ''), port: port === '' ? 6379 : Number(port) };
  return protocol === 'rediss:' ? connectTls({ ...to, servername: to.host }) : connect(to);
}

function login({ username, password }: URL): string[][] {
  if (password === '') return [];
  const words = [username, password].filter((word) => word !== '').map((word) => decodeURIComponent(word));
  return [['AUTH', ...words]];
}

function converse(socket: Socket, commands: readonly (readonly string[])[], timeoutMs: number): Promise<string> {
  return new Promise((resolve, reject) => {
    let received = Buffer.alloc(0);
    let waiting = commands.length;
    socket.setTimeout(timeoutMs, () => reject(new Error(`no answer within ${timeoutMs} ms`)));
    socket.once('error', reject);
    socket.once('close', () =>
      reject(Object.assign(new Error('the server closed the connection'), { code: 'ECONNRESET' })),
    );
    socket.on('data', (chunk: Buffer) => {
      received = Buffer.concat([received, chunk]);
      for (let reply = readReply(received); reply; reply = readReply(received)) {
        received = received.subarray(reply.length);
        waiting -= 1;
        if (reply.error) reject(new Error(reply.text));
        else if (waiting === 0) resolve(reply.text);
      }
    });
    socket.write(commands.map(encode).join(''));
  });
}

const encode = (words: readonly string[]): string =>
  `*${words.length}\r\n${words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join('')}`;

/** Simple strings, errors, integers and bulk strings; `undefined` while the reply is incomplete. */
function readReply(bytes: Buffer): { text: string; error: boolean; length: number } | undefined {
  const end = bytes.indexOf('\r\n');
  if (end < 0) return undefined;
  const kind = String.fromCharCode(bytes[0] ?? 0);
  const line = bytes.toString('utf8', 1, end);
  if (kind !== '$') return { text: line, error: kind === '-', length: end + 2 };
  const size = Math.max(Number(line), 0);
  const length = end + 2 + size + 2;
  if (bytes.length < length) return undefined;
  return { text: bytes.toString('utf8', end + 2, end + 2 + size), error: false, length };
}

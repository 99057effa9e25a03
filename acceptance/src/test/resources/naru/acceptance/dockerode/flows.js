// The flows of dockerode's README, each a function that checks for itself what it gets.
// usage: node flows.js [FLOW ...]     (DOCKER_HOST names the socket)
'use strict';
const assert = require('node:assert/strict');
const { PassThrough } = require('node:stream');
const Docker = require('dockerode');

const docker = new Docker({ socketPath: process.env.DOCKER_HOST.replace('unix://', '') });
const IMAGE = 'busybox:latest';

/** A stream that remembers what was written to it. */
function sink() {
  const stream = new PassThrough();
  const chunks = [];
  stream.on('data', (chunk) => chunks.push(chunk));
  stream.text = () => Buffer.concat(chunks).toString();
  return stream;
}

const ended = (stream) => new Promise((resolve, reject) => stream.on('end', resolve).on('close', resolve).on('error', reject));

const flows = {
  async container() {
    const container = await docker.createContainer({
      Image: IMAGE, AttachStdin: false, AttachStdout: true, AttachStderr: true, Tty: true,
      Cmd: ['/bin/sh', '-c', 'exec sleep 1000'], OpenStdin: false, StdinOnce: false, name: 'box', StopSignal: 'SIGKILL',
    });
    await container.start();
    await container.resize({ h: 33, w: 99 });
    assert.equal((await container.inspect()).State.Running, true);
    assert.deepEqual((await docker.listContainers({ filters: { name: ['box'] } })).map((c) => c.Names), [['/box']]);
    assert.match((await container.top({ ps_args: '-o pid,args' })).Processes.flat().join(), /sleep 1000/);
    await container.rename({ name: 'chest' });
    await container.pause();
    await container.unpause();
    const exec = await container.exec({ Cmd: ['tty'], AttachStdout: true, Tty: true });
    const stream = await exec.start({ Tty: true });
    const out = sink();
    stream.pipe(out);
    await ended(stream);
    assert.equal(out.text(), '/dev/pts/1\r\n');
    assert.equal((await exec.inspect()).ExitCode, 0);
    await container.restart({ t: 1 });
    await container.stop();
    assert.equal((await container.wait()).StatusCode, 137);
    await container.remove();
    await assert.rejects(container.inspect(), { statusCode: 404, reason: 'no such container' });
  },

  async run() {
    const out = sink();
    const [data, container] = await docker.run(IMAGE, ['sh', '-c', 'uname -a'], out);
    assert.equal(data.StatusCode, 0);
    assert.match(out.text(), /Linux/);
    await container.remove();

    const stdout = sink();
    const stderr = sink();
    const [end, split] = await docker.run(IMAGE, ['sh', '-c', 'echo out; echo err >&2; exit 3'], [stdout, stderr], { Tty: false });
    assert.deepEqual([end.StatusCode, stdout.text(), stderr.text()], [3, 'out\n', 'err\n']);
    await split.remove();

    const network = await docker.createNetwork({ Name: 'my_network' });
    const seen = [];
    await new Promise((resolve, reject) => {
      docker.run(IMAGE, ['sh', '-c', 'ip address; sleep 3'], sink(), // it waits for the end after the start
        { name: 'my-container', HostConfig: { AutoRemove: true, NetworkMode: 'my_network' } },
        (error) => (error ? reject(error) : resolve()))
        .on('container', () => seen.push('container')).on('stream', () => seen.push('stream')).on('data', () => seen.push('data'));
    });
    assert.deepEqual(seen, ['container', 'stream', 'data']);
    await network.remove();
  },

  async attach() {
    const container = await docker.createContainer({ Image: IMAGE, Cmd: ['sh', '-c', 'cat; echo done >&2'], OpenStdin: true, StdinOnce: true });
    const stream = await container.attach({ stream: true, hijack: true, stdin: true, stdout: true, stderr: true });
    const [stdout, stderr] = [sink(), sink()];
    container.modem.demuxStream(stream, stdout, stderr);
    await container.start();
    stream.end('through\n');
    await ended(stream);
    assert.deepEqual([stdout.text(), stderr.text()], ['through\n', 'done\n']);
    assert.equal((await container.wait()).StatusCode, 0); // the streams end a moment before the container
    assert.match((await container.logs({ stdout: true, stderr: true })).toString(), /through/);
    await container.remove({ v: true });
  },

  async exec() {
    const container = await docker.createContainer({ Image: IMAGE, Cmd: ['sleep', '1000'], name: 'box' });
    await container.start();
    const exec = await container.exec({ Cmd: ['sha1sum', '-'], AttachStdin: true, AttachStdout: true });
    const stream = await exec.start({ hijack: true, stdin: true });
    const out = sink();
    docker.modem.demuxStream(stream, out, out);
    stream.end('hello');
    await ended(stream);
    assert.equal(out.text(), 'aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d  -\n');
    await container.remove({ force: true });
  },

  async archives() {
    const container = await docker.createContainer({ Image: IMAGE, Cmd: ['sleep', '1000'], name: 'box' });
    await container.start();
    const tar = await container.getArchive({ path: '/etc/passwd' });
    const bytes = [];
    for await (const chunk of tar) bytes.push(chunk);
    await container.putArchive(Buffer.concat(bytes), { path: '/tmp' });
    const changes = await container.changes();
    assert.ok(changes.some((change) => change.Path === '/tmp/passwd' && change.Kind === 1), JSON.stringify(changes));
    const stats = await container.stats({ stream: false });
    assert.ok(stats.networks.eth0.tx_bytes >= 0);
    await container.remove({ force: true });
  },

  async objects() {
    assert.equal((await docker.ping()).toString(), 'OK');
    assert.equal((await docker.version()).ApiVersion, '1.51');
    assert.equal((await docker.info()).OSType, 'linux');
    assert.ok((await docker.df()).Images.length > 0);
    assert.ok((await docker.listImages()).some((image) => image.RepoTags.includes(IMAGE)));
    await docker.getImage(IMAGE).tag({ repo: 'copies/box', tag: '3' });
    assert.ok((await docker.getImage('copies/box:3').history()).length > 0);
    await docker.getImage('copies/box:3').remove();
    await docker.createVolume({ Name: 'data', Labels: { a: 'b' } });
    assert.equal((await docker.getVolume('data').inspect()).Labels.a, 'b');
    await docker.getVolume('data').remove();
    await assert.rejects(docker.getNetwork('nosuch').inspect(), { statusCode: 404 });
    const events = await docker.getEvents({ filters: { type: ['network'] } });
    const heard = new Promise((resolve) => events.once('data', (line) => resolve(JSON.parse(line))));
    const network = await docker.createNetwork({ Name: 'short', Internal: true });
    assert.equal((await heard).Action, 'create');
    events.destroy();
    await network.remove();
  },
};

(async () => {
  for (const name of process.argv.length > 2 ? process.argv.slice(2) : Object.keys(flows)) {
    await flows[name]();
    console.log(`${name} passed`);
  }
})().catch((error) => {
  console.error(error);
  process.exit(1);
});

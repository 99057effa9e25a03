"""What docker.models.containers offers."""
import docker
from docker.errors import APIError, ContainerError, ImageNotFound, NotFound

client = docker.from_env()
assert client.ping()

# run: removed at its end, failed, without an image, with both outputs
assert client.containers.run("busybox:latest", "id -u", user="65534", remove=True) == b"65534\n"
assert client.containers.run("busybox:latest", ["sh", "-c", "echo out; echo err >&2"], remove=True, stderr=True) == b"out\nerr\n"
try:
    client.containers.run("busybox:latest", ["sh", "-c", "echo because >&2; exit 3"], remove=True)
    raise AssertionError("no ContainerError")
except ContainerError as e:
    assert e.exit_status == 3 and e.stderr == b"because\n", (e.exit_status, e.stderr)
try:
    client.containers.create("127.0.0.1:9/nosuch")
    raise AssertionError("no ImageNotFound")
except ImageNotFound as e:
    assert e.status_code == 404
try:
    client.containers.get("nosuch")
    raise AssertionError("no NotFound")
except NotFound as e:
    assert e.explanation == "No such container: nosuch", e.explanation

# create with many of the options, and read them back
web = client.containers.create(
    "web:latest", name="web", hostname="site", domainname="example", environment={"A": "1", "B": "two words"}, labels={"tier": "front"},
    ports={"80/tcp": ("127.0.0.1", 8085), "81/udp": None}, mem_limit="64m", pids_limit=50, cap_drop=["ALL"], cap_add=["NET_BIND_SERVICE"],
    extra_hosts={"gate": "10.9.8.7"}, tmpfs={"/run": "size=1m"}, ulimits=[docker.types.Ulimit(name="nofile", soft=500, hard=600)],
    restart_policy={"Name": "on-failure", "MaximumRetryCount": 2}, read_only=False, working_dir="/www", stop_signal="SIGKILL", init=False,
    sysctls={"net.ipv4.ip_forward": 0}, dns_search=["example"], shm_size="8m", log_config=docker.types.LogConfig(type="json-file"))
assert web.status == "created"
web.start()
web.reload()
assert web.status == "running"
assert web.name == "web" and web.labels["tier"] == "front"
assert web.ports["80/tcp"] == [{"HostIp": "127.0.0.1", "HostPort": "8085"}], web.ports
assert len(web.ports["81/udp"]) >= 1, web.ports
assert web.attrs["HostConfig"]["Memory"] == 64 << 20
assert [c.name for c in client.containers.list(filters={"label": "tier=front", "status": "running"})] == ["web"]

# exec_run: output, both streams, exit code, environment, user, streaming, stdin by socket
assert web.exec_run("hostname") == (0, b"site\n")
assert web.exec_run(["sh", "-c", "echo out; echo err >&2; exit 7"], demux=True) == (7, (b"out\n", b"err\n"))
assert web.exec_run(["sh", "-c", "echo $C"], environment={"C": "3"}).output == b"3\n"
assert web.exec_run("pwd", workdir="/tmp").output == b"/tmp\n"
assert web.exec_run("id -u", user="nobody").output == b"65534\n"
assert b"".join(web.exec_run(["sh", "-c", "for i in 1 2 3; do echo $i; sleep 0.05; done"], stream=True).output) == b"1\n2\n3\n"
assert web.exec_run("tty", tty=True).output == b"/dev/pts/0\r\n"
_, socket = web.exec_run("cat", stdin=True, socket=True)
socket._sock.sendall(b"through\n")
header = socket.read(8)
assert header == b"\x01\0\0\0\0\0\0\x08", header
assert socket.read(8) == b"through\n"
socket.close()

# the life of a container
assert "httpd" in str(web.top()["Processes"])
web.pause()
web.reload()
assert web.status == "paused"
web.unpause()
web.rename("site")
web.reload()
assert web.name == "site"
web.kill("SIGKILL")
assert web.wait(timeout=120)["StatusCode"] == 137
web.restart(timeout=1)
web.reload()
assert web.status == "running"
try:
    web.remove()
    raise AssertionError("a running container was removed")
except APIError as e:
    assert e.status_code == 409 and "container is running" in e.explanation, e.explanation
web.remove(force=True)

# attach: what it says while somebody listens
talker = client.containers.create("busybox:latest", ["sh", "-c", "read line; echo got $line"], stdin_open=True)
attached = talker.attach_socket(params={"stdin": 1, "stdout": 1, "stream": 1})
talker.start()
attached._sock.sendall(b"it\n")
assert attached.read(8)[7] == 7
assert attached.read(7) == b"got it\n"
attached.close()
assert talker.wait(condition="not-running")["StatusCode"] == 0
assert talker.logs(timestamps=True).endswith(b"Z got it\n"), talker.logs(timestamps=True)
assert talker.logs(tail=0) == b""
talker.remove(v=True)

assert client.containers.prune()["ContainersDeleted"] is None

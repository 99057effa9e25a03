"""put_archive, get_archive, export, diff, stats and update."""
import io
import tarfile

import docker

client = docker.from_env()
box = client.containers.run("busybox:latest", "sleep 1000", detach=True, stop_signal="SIGKILL")

sent = io.BytesIO()
with tarfile.open(fileobj=sent, mode="w") as tar:
    entry = tarfile.TarInfo("note.txt")
    entry.size, entry.mode, entry.uid = 5, 0o640, 1000
    tar.addfile(entry, io.BytesIO(b"hello"))
assert box.put_archive("/tmp", sent.getvalue())
assert box.exec_run("stat -c '%a %u %s' /tmp/note.txt").output == b"640 1000 5\n"

chunks, stat = box.get_archive("/tmp/note.txt")
assert (stat["name"], stat["size"]) == ("note.txt", 5), stat
with tarfile.open(fileobj=io.BytesIO(b"".join(chunks))) as tar:
    assert tar.getnames() == ["note.txt"]
    assert tar.extractfile("note.txt").read() == b"hello"
try:
    box.get_archive("/nosuch")
    raise AssertionError("an archive of nothing")
except docker.errors.NotFound as e:
    assert "Could not find the file /nosuch" in e.explanation, e.explanation

changes = {change["Path"]: change["Kind"] for change in box.diff()}
assert changes["/tmp"] == 0 and changes["/tmp/note.txt"] == 1, changes
with tarfile.open(fileobj=io.BytesIO(b"".join(box.export()))) as tar:
    assert "tmp/note.txt" in tar.getnames()

stats = box.stats(stream=False)
assert stats["memory_stats"]["usage"] > 0 and stats["networks"]["eth0"]["rx_bytes"] >= 0, stats
assert next(box.stats(stream=True, decode=True))["id"] == box.id
box.update(mem_limit="32m", memswap_limit="64m", restart_policy={"Name": "on-failure", "MaximumRetryCount": 1})
box.reload()
assert box.attrs["HostConfig"]["Memory"] == 32 << 20
assert box.attrs["HostConfig"]["RestartPolicy"]["Name"] == "on-failure"
box.remove(force=True)

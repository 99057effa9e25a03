"""What docker.models.volumes offers, and mounts of each kind."""
import os
import tempfile

import docker
from docker.types import Mount

client = docker.from_env()

volume = client.volumes.create(name="data", driver="local", labels={"keep": "no"})
assert client.volumes.get("data") == volume
assert volume in client.volumes.list(filters={"label": "keep=no"})
client.containers.run("busybox:latest", "cp /etc/passwd /data/copy", volumes={"data": {"bind": "/data", "mode": "rw"}}, remove=True)
with tempfile.TemporaryDirectory() as folder:
    client.containers.run(
        "busybox:latest", "cp /data/copy /here/copy", remove=True,
        mounts=[Mount("/data", "data", read_only=True), Mount("/here", folder, type="bind"), Mount("/mem", None, type="tmpfs", tmpfs_size=1 << 20)])
    assert os.path.getsize(os.path.join(folder, "copy")) > 0
try:
    client.containers.run("busybox:latest", "touch /data/x", volumes=["data:/data:ro"], remove=True)
    raise AssertionError("wrote to a read-only mount")
except docker.errors.ContainerError as e:
    assert b"Read-only file system" in e.stderr

user = client.containers.create("busybox:latest", "true", volumes=["data:/data"])
try:
    volume.remove()
    raise AssertionError("a volume in use was removed")
except docker.errors.APIError as e:
    assert e.status_code == 409 and "volume is in use" in e.explanation, e.explanation
user.remove()
volume.remove(force=True)
try:
    client.volumes.get("data")
    raise AssertionError("it is still there")
except docker.errors.NotFound:
    pass
client.volumes.create(labels={"for": "pruning"})
assert client.volumes.prune(filters={"label": "for=pruning"})["VolumesDeleted"]

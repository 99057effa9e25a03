"""The README of docker-py, line by line, with images that are here."""
import docker

client = docker.from_env()

assert client.containers.run("busybox:latest", "echo hello world") == b"hello world\n"

container = client.containers.run("busybox:latest", ["sh", "-c", "echo Reticulating spline 1...; sleep 0.3; echo 2"], detach=True)
assert container in client.containers.list(all=True)
again = client.containers.get(container.short_id)
assert again == container
assert again.attrs["Config"]["Image"] == "busybox:latest"
lines = [line.strip() for line in container.logs(stream=True)]  # follows until the container ends
assert lines == [b"Reticulating spline 1...", b"2"], lines
container.stop()
container.reload()
assert container.status == "exited"

assert "busybox:latest" in [tag for image in client.images.list() for tag in image.tags]

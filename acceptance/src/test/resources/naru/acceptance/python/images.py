"""What docker.models.images offers without a registry."""
import docker

client = docker.from_env()

image = client.images.get("busybox:latest")
assert image.tag("copies/busybox", tag="1")
image.reload()
assert "copies/busybox:1" in image.tags, image.tags
assert client.images.list(name="copies/busybox")[0] == image
assert image.history()[0]["Comment"], image.history()
saved = b"".join(image.save(named="copies/busybox:1"))
client.images.remove("copies/busybox:1")
assert client.images.list(name="copies/busybox") == []
loaded = client.images.load(saved)
assert [i.id for i in loaded] == [image.id], loaded
client.images.remove("copies/busybox:1", noprune=True)
try:
    client.images.get("nosuch:1")
    raise AssertionError("an image of nothing")
except docker.errors.ImageNotFound as e:
    assert "No such image: nosuch:1" in e.explanation, e.explanation
client.images.prune(filters={"dangling": True})

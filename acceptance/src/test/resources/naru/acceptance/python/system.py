"""Events as they come and as they were, and what the engine says of itself."""
import threading
import time

import docker

client = docker.from_env()
assert client.version()["ApiVersion"] == "1.51"
assert client.info()["Containers"] == 0
assert {"Images", "Containers", "Volumes", "LayersSize"} <= client.df().keys()

begin = int(time.time())
seen = []
stream = client.events(decode=True, filters={"type": ["container", "network"]})
listener = threading.Thread(target=lambda: seen.extend(stream))
listener.start()
box = client.containers.run("busybox:latest", "true", name="short", detach=True)
box.wait()
box.remove()
deadline = time.monotonic() + 5
while not any(event["Action"] == "destroy" for event in seen) and time.monotonic() < deadline:
    time.sleep(0.02)
stream.close()
listener.join(5)
assert not listener.is_alive(), "the stream of events does not end"

actions = [(event["Type"], event["Action"]) for event in seen]
expected = [("container", "create"), ("network", "connect"), ("container", "start"), ("container", "die"), ("network", "disconnect"), ("container", "destroy")]
assert actions == expected, actions
died = next(event for event in seen if event["Action"] == "die")
assert died["Actor"]["Attributes"]["exitCode"] == "0" and died["Actor"]["Attributes"]["name"] == "short", died
assert died["status"] == "die" and died["id"] == box.id and died["from"] == "busybox:latest"

past = list(client.events(since=begin, until=int(time.time()) + 1, decode=True, filters={"container": box.id}))
assert [event["Action"] for event in past] == ["create", "start", "die", "destroy"], past

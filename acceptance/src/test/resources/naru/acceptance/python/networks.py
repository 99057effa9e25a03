"""What docker.models.networks offers."""
import docker
from docker.errors import APIError
from docker.types import IPAMConfig, IPAMPool

client = docker.from_env()

pool = IPAMPool(subnet="172.31.8.0/24", iprange="172.31.8.128/25", gateway="172.31.8.254", aux_addresses={"printer": "172.31.8.200"})
front = client.networks.create("front", driver="bridge", ipam=IPAMConfig(pool_configs=[pool]), labels={"a": "b"}, options={"com.docker.network.driver.mtu": "1400"})
back = client.networks.create("back", internal=True, check_duplicate=True, attachable=True)
assert [n.name for n in client.networks.list(names=["front"])] == ["front"]
assert [n.name for n in client.networks.list(filters={"label": "a=b"})] == ["front"]
assert {n.name for n in client.networks.list(filters={"type": "custom"})} == {"front", "back"}
assert client.networks.get(front.short_id).attrs["IPAM"]["Config"] == [
    {"Subnet": "172.31.8.0/24", "IPRange": "172.31.8.128/25", "Gateway": "172.31.8.254", "AuxiliaryAddresses": {"printer": "172.31.8.200"}}]

web = client.containers.run("web:latest", name="web", network="front", detach=True, stop_signal="SIGKILL")
asker = client.containers.run("busybox:latest", "sleep 1000", name="asker", network="back", detach=True, stop_signal="SIGKILL")
back.connect(web, aliases=["shop"], ipv4_address=None)
front.connect("asker", ipv4_address="172.31.8.40", links=[("web", "linked")])
front.reload()
assert {c.name for c in front.containers} == {"web", "asker"}, front.containers
assert front.attrs["Containers"][asker.id]["IPv4Address"] == "172.31.8.40/24"
holding = {n.name for n in client.networks.list(greedy=True) if asker in n.containers}
assert holding == {"back", "front"}, holding
assert asker.exec_run("wget -qO- http://shop/").exit_code == 0
assert asker.exec_run("wget -qO- http://linked/").exit_code == 0
back.disconnect(web)
back.disconnect(asker, force=True)

try:
    front.remove()
    raise AssertionError("a network in use was removed")
except APIError as e:
    assert e.status_code == 403 and "has active endpoints" in e.explanation, e.explanation
assert client.networks.prune()["NetworksDeleted"] == ["back"]
for container in (web, asker):
    container.remove(force=True)
front.remove()

package naru.cli.demo;

import naru.cli.http.EngineClient;
import naru.cli.text.Json;
import naru.network.host.Owner;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The containers of the demo as described by the daemon, and the owners of tags, MAC and IP
 * addresses.
 *
 * @param containers by name
 * @param tags container or network names by the owner tag of an interface
 */
record DemoContainers(Map<String, Member> containers, Map<String, String> tags) {
    /** One container on its one network. */
    record Member(String name, String id, String ip, String mac, Path netns) {
        String shortId() {
            return id.substring(0, 12);
        }
    }

    DemoContainers {
        containers = Map.copyOf(containers);
        tags = Map.copyOf(tags);
    }

    static DemoContainers of(EngineClient engine, List<String> names) throws IOException {
        var containers = new HashMap<String, Member>();
        var tags = new HashMap<String, String>();
        for (var network : engine.list("/networks")) {
            tags.put(
                    "network:" + Json.text(network, "Id"), "network " + Json.text(network, "Name"));
        }
        for (String name : names) {
            var json = engine.get("/containers/" + name + "/json");
            var settings = Json.at(json, "NetworkSettings");
            var endpoints = new ArrayList<>(Json.at(settings, "Networks").values());
            var endpoint = endpoints.isEmpty() ? Json.object() : Json.at(endpoints.getFirst());
            containers.put(
                    name,
                    new Member(
                            name,
                            Json.text(json, "Id"),
                            Json.text(endpoint, "IPAddress"),
                            Json.text(endpoint, "MacAddress").toLowerCase(Locale.ROOT),
                            Path.of(Json.text(settings, "SandboxKey"))));
            tags.put("endpoint:" + Json.text(endpoint, "EndpointID"), name);
        }
        return new DemoContainers(containers, tags);
    }

    Member member(String name) {
        var member = containers.get(name);
        if (member == null) {
            throw new DemoFailure("no container " + name);
        }
        return member;
    }

    /** The owner of an interface, by its tag; empty if it has no tag of Naru. */
    String ofTag(String alias) {
        return Owner.parse(alias)
                .map(tag -> tags.getOrDefault(tag.kind() + ":" + tag.id(), ""))
                .orElse("");
    }

    /** The name of the container with a MAC address, or empty. */
    String ofMac(String mac) {
        return containers.values().stream()
                .filter(member -> member.mac().equals(mac))
                .map(Member::name)
                .findFirst()
                .orElse("");
    }
}

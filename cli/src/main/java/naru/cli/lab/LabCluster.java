package naru.cli.lab;

import naru.cli.http.EngineClient;
import naru.cli.http.Http;
import naru.cli.text.Json;
import naru.cluster.option.ClusterSettings;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Joins hosts of a lab to one cluster by requests to their daemons. */
public final class LabCluster {
    /** More managers make each write slower and do not survive more failures in a lab. */
    private static final int MANAGERS = 3;

    private LabCluster() {}

    /** Forms a cluster of hosts: the first three are managers, further ones workers. */
    public static void form(List<Lab.Host> hosts) throws IOException {
        var first = hosts.getFirst();
        client(first)
                .post(
                        "/swarm/init",
                        Json.object(
                                "ListenAddr",
                                "0.0.0.0:" + ClusterSettings.DEFAULT_PORT,
                                "AdvertiseAddr",
                                first.address().getHostAddress()));
        for (int i = 1; i < hosts.size(); i++) {
            join(hosts.get(i), first, i < MANAGERS);
        }
    }

    /** Joins one more host to the cluster of another one, which is a manager. */
    public static void join(Lab.Host host, Lab.Host manager, boolean asManager) throws IOException {
        var tokens = Json.at(client(manager).get("/swarm"), "JoinTokens");
        client(host)
                .post(
                        "/swarm/join",
                        Json.object(
                                "ListenAddr",
                                "0.0.0.0:" + ClusterSettings.DEFAULT_PORT,
                                "AdvertiseAddr",
                                host.address().getHostAddress(),
                                "RemoteAddrs",
                                List.of(
                                        manager.address().getHostAddress()
                                                + ":"
                                                + ClusterSettings.DEFAULT_PORT),
                                "JoinToken",
                                Json.text(tokens, asManager ? "Manager" : "Worker")));
    }

    /** Removes a lost manager from the cluster. */
    public static void remove(String node, Lab.Host manager) throws IOException {
        var client = client(manager);
        var found = client.get("/nodes/" + node);
        var spec = Json.at(found, "Spec");
        spec.put("Role", "worker");
        client.post("/nodes/" + node + "/update?version=" + version(found), spec);
        client.delete("/nodes/" + node + "?force=1");
    }

    private static long version(Map<String, Object> object) {
        return Json.at(object, "Version").get("Index") instanceof Number index
                ? index.longValue()
                : 0;
    }

    private static EngineClient client(Lab.Host host) {
        return new EngineClient(Http.unix(host.socket()));
    }
}

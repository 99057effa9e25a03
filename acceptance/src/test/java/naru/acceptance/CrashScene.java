package naru.acceptance;

import java.util.List;
import java.util.Optional;

/**
 * A request in whose middle the daemon fails or dies, and those that come before it.
 *
 * @param middle a smaller request; one that broke off may have done what this one does
 */
record CrashScene(String name, List<String> before, String act, Optional<String> middle) {
    private static final String NETWORK = network("crash", "10.77.0.0/24");
    private static final String SECOND = network("crash2", "10.78.0.0/24");
    private static final String CREATE =
            """
            POST /containers/create?name=web {"Image":"web:latest","Hostname":"web",\
            "HostConfig":{"NetworkMode":"crash","PortBindings":\
            {"80/tcp":[{"HostPort":"8080"}],"53/udp":[{"HostPort":"8053"}]}},\
            "NetworkingConfig":{"EndpointsConfig":{"crash":{"IPAMConfig":{"IPv4Address":"10.77.0.5"},\
            "Aliases":["shop"]}}}}\
            """;
    private static final String START = "POST /containers/web/start";
    private static final String CONNECT =
            """
            POST /networks/crash2/connect {"Container":"web",\
            "EndpointConfig":{"IPAMConfig":{"IPv4Address":"10.78.0.5"}}}\
            """;
    private static final String PORTS = "{\"PortBindings\":{\"80/tcp\":[{\"HostPort\":\"8090\"}]}}";
    private static final String PUBLISH = "POST /containers/web/publish " + PORTS;

    private static final String STOP = "POST /containers/web/stop?t=0";

    private static final List<String> RUNNING = List.of(NETWORK, SECOND, CREATE, START);
    private static final List<String> CONNECTED = List.of(NETWORK, SECOND, CREATE, START, CONNECT);
    private static final List<String> PUBLISHED = List.of(NETWORK, SECOND, CREATE, START, PUBLISH);

    /** A container that runs, with a published port: what a restart has to bring back. */
    static final CrashScene RUN = new CrashScene("run", List.of(NETWORK, CREATE), START);

    static final List<CrashScene> ALL =
            List.of(
                    new CrashScene("network create", List.of(), NETWORK),
                    new CrashScene("network rm", List.of(NETWORK), "DELETE /networks/crash"),
                    new CrashScene("create", List.of(NETWORK), CREATE),
                    new CrashScene("start", List.of(NETWORK, CREATE), START),
                    new CrashScene("stop", RUNNING, STOP),
                    new CrashScene(
                            "remove", RUNNING, "DELETE /containers/web?force=1", Optional.of(STOP)),
                    new CrashScene("connect", RUNNING, CONNECT),
                    new CrashScene(
                            "disconnect",
                            CONNECTED,
                            "POST /networks/crash2/disconnect {\"Container\":\"web\"}"),
                    new CrashScene("publish", RUNNING, PUBLISH),
                    new CrashScene(
                            "unpublish", PUBLISHED, "POST /containers/web/unpublish " + PORTS));

    /** What takes everything away again, whatever there is of it. */
    static final List<String> UNDO =
            List.of(
                    "DELETE /containers/web?force=1&v=1",
                    "DELETE /networks/crash",
                    "DELETE /networks/crash2");

    private CrashScene(String name, List<String> before, String act) {
        this(name, before, act, Optional.empty());
    }

    private static String network(String name, String subnet) {
        return """
        POST /networks/create {"Name":"%s","IPAM":{"Config":[{"Subnet":"%s"}]},\
        "Options":{"com.docker.network.bridge.name":"%s","naru.alias.virtual":"shop",\
        "naru.endpoint.rate_in":"900mbit"}}\
        """
                .formatted(name, subnet, name);
    }

    @Override
    public String toString() {
        return name;
    }
}

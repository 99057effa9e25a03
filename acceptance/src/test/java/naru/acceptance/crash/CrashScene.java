package naru.acceptance.crash;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

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

    private static final List<CrashScene> ON_BRIDGES =
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

    private static final String CREATE_MEMBER =
            """
            POST /containers/create?name=member {"Image":"busybox:latest",\
            "Cmd":["sleep","10000"],"HostConfig":{"NetworkMode":"container:web"}}\
            """;
    private static final String START_MEMBER = "POST /containers/member/start";
    private static final List<String> SHARED_AND_RUNNING =
            List.of(NETWORK, CREATE, START, CREATE_MEMBER, START_MEMBER);
    private static final List<String> SHARED_AND_STOPPED =
            List.of(NETWORK, CREATE, START, CREATE_MEMBER, START_MEMBER, STOP);

    /** A namespace that outlives its owner. */
    private static final List<CrashScene> SHARED =
            List.of(
                    new CrashScene("shared: stop", SHARED_AND_RUNNING, STOP),
                    new CrashScene("shared: start", SHARED_AND_STOPPED, START),
                    new CrashScene(
                            "shared: stop of the last member",
                            SHARED_AND_STOPPED,
                            "POST /containers/member/stop?t=0"),
                    new CrashScene(
                            "shared: remove",
                            SHARED_AND_RUNNING,
                            "DELETE /containers/web?force=1",
                            Optional.of(STOP)));

    private static final String CREATE_FREE =
            """
            POST /containers/create?name=web {"Image":"web:latest","Hostname":"web",\
            "HostConfig":{"NetworkMode":"crash",\
            "PortBindings":{"80/tcp":[{"HostPort":"8080"}]}}}\
            """;
    private static final String CREATE_OTHER =
            CREATE_MEMBER.replace("\"NetworkMode\":\"container:web\"", "\"NetworkMode\":\"crash\"");

    /** A container whose address Naru has chosen gets it back; its port's rule shows which. */
    private static final List<CrashScene> KEPT =
            List.of(
                    new CrashScene(
                            "kept: start",
                            List.of(NETWORK, CREATE_FREE, START, STOP, CREATE_OTHER, START_MEMBER),
                            START),
                    new CrashScene(
                            "kept: restart",
                            List.of(NETWORK, CREATE_FREE, START, CREATE_OTHER, START_MEMBER),
                            "POST /containers/web/restart?t=0",
                            Optional.of(STOP)));

    static final String ADDRESS_ON_LAN = "10.213.0.150";

    /** On a network of the hosts' own LAN, to which the host has a way. */
    private static final String ON_LAN =
            """
            POST /networks/create {"Name":"crash2","Driver":"macvlan",\
            "IPAM":{"Config":[{"Subnet":"10.213.0.0/24","IPRange":"10.213.0.128/26"}]},\
            "Options":{"parent":"eth0","host_access":"true"}}\
            """;

    private static final String CREATE_ON_LAN =
            """
            POST /containers/create?name=web {"Image":"web:latest","Hostname":"web",\
            "HostConfig":{"NetworkMode":"crash2"},\
            "NetworkingConfig":{"EndpointsConfig":{"crash2":\
            {"IPAMConfig":{"IPv4Address":"10.213.0.150"}}}}}\
            """;

    private static final String CONNECT_TO_LAN = CONNECT.replace("10.78.0.5", "10.213.0.150");

    private static final List<String> BESIDE_LAN = List.of(NETWORK, ON_LAN, CREATE, START);

    private static final List<String> RUNNING_ON_LAN = List.of(ON_LAN, CREATE_ON_LAN, START);

    /** The same on macvlan networks. */
    static final List<CrashScene> LAN =
            List.of(
                    new CrashScene("lan: network create", List.of(), ON_LAN),
                    new CrashScene("lan: network rm", List.of(ON_LAN), "DELETE /networks/crash2"),
                    new CrashScene("lan: start", List.of(ON_LAN, CREATE_ON_LAN), START),
                    new CrashScene("lan: stop", RUNNING_ON_LAN, STOP),
                    new CrashScene(
                            "lan: remove",
                            RUNNING_ON_LAN,
                            "DELETE /containers/web?force=1",
                            Optional.of(STOP)),
                    new CrashScene("lan: connect", BESIDE_LAN, CONNECT_TO_LAN),
                    new CrashScene(
                            "lan: disconnect",
                            List.of(NETWORK, ON_LAN, CREATE, START, CONNECT_TO_LAN),
                            "POST /networks/crash2/disconnect {\"Container\":\"web\"}"));

    static final List<CrashScene> ALL =
            Stream.of(ON_BRIDGES, KEPT, SHARED).flatMap(List::stream).toList();

    /** What takes everything away again, whatever there is of it. */
    static final List<String> UNDO =
            List.of(
                    "DELETE /containers/member?force=1&v=1",
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

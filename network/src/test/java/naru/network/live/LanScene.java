package naru.network.live;

import naru.network.Networks;
import naru.network.model.EndpointSpec;
import naru.network.model.SandboxSpec;

import java.net.InetAddress;
import java.util.List;
import java.util.function.Consumer;

/**
 * A change and what comes before it.
 *
 * @param alive whether the container runs on when the process dies in the middle
 */
record LanScene(
        String name, List<Consumer<Networks>> before, Consumer<Networks> act, boolean alive) {
    static final String WEB = "a".repeat(64);
    private static final EndpointSpec ENDPOINT =
            EndpointSpec.of("lan").withIpv4(InetAddress.ofLiteral("10.50.0.70"));

    boolean isRestore() {
        return name.equals("restore");
    }

    void prepare(Networks networks) {
        before.forEach(step -> step.accept(networks));
    }

    static List<LanScene> all(LanKind kind) {
        Consumer<Networks> create = kind::create;
        Consumer<Networks> open = n -> open(n, ENDPOINT);
        Consumer<Networks> openElsewhere = n -> open(n, EndpointSpec.of("bridge"));
        Consumer<Networks> attach = n -> n.attach(WEB, ENDPOINT);
        var attached = List.of(create, openElsewhere, attach);
        return List.of(
                new LanScene("create", List.of(), create, false),
                new LanScene("delete", List.of(create), n -> n.delete("lan"), false),
                new LanScene("open", List.of(create), open, false),
                new LanScene("close", List.of(create, open), n -> n.close(WEB), false),
                new LanScene("attach", List.of(create, openElsewhere), attach, true),
                new LanScene("detach", attached, n -> n.detach(WEB, n.get("lan").id()), true),
                new LanScene("restore", List.of(create, open), n -> n.restore(_ -> true), true));
    }

    private static void open(Networks networks, EndpointSpec endpoint) {
        networks.open(SandboxSpec.of(WEB, "web", endpoint));
    }
}

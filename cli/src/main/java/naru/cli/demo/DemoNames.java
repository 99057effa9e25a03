package naru.cli.demo;

import java.util.List;

/** The names and addresses of the demo's project. */
final class DemoNames {
    static final String PROJECT = "notes";
    static final String NETWORK = PROJECT + "_br_xx";
    static final String SHARED_NETWORK = "app";
    static final String REPOSITORY = "demo/web";
    static final String IMAGE = Registry.ADDRESS + "/" + REPOSITORY + ":latest";
    static final String DEFAULT = "web-default";
    static final String BRIDGE_1 = "web-bridge-1";
    static final String BRIDGE_2 = "web-bridge-2";
    static final List<String> CONTAINERS = List.of(DEFAULT, BRIDGE_1, BRIDGE_2);
    static final String ADDRESS_1 = "172.30.0.10";
    static final String ADDRESS_2 = "172.30.0.11";
    static final int PORT = 18080;

    private DemoNames() {}
}

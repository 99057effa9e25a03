package naru.proxy.haproxy;

import naru.proxy.haproxy.step.StepOutput;
import naru.proxy.haproxy.text.Section;
import naru.proxy.table.RoutedService;

import java.util.List;

/** The backend of a service and its middlewares. */
final class BackendSection {
    private BackendSection() {}

    static BackendPlan plan(String name, RoutedService routed) {
        var service = routed.pool().service();
        return new BackendPlan(name, service.name(), ServerOptions.of(service), false, false);
    }

    /** The section without its servers. */
    static Section section(String name, StepOutput steps) {
        return new Section("backend " + name)
                .add("balance roundrobin")
                .addAll(steps.settings())
                .addAll(steps.request())
                .addAll(steps.response());
    }

    static String server(BackendPlan plan, Server server) {
        return String.join(
                        " ",
                        List.of(
                                "server",
                                server.name(),
                                server.socket(),
                                "weight",
                                String.valueOf(server.weight()),
                                plan.serverOptions()))
                .strip();
    }
}

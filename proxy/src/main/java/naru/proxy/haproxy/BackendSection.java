package naru.proxy.haproxy;

import naru.proxy.haproxy.step.StepOutput;
import naru.proxy.haproxy.text.Quoting;
import naru.proxy.haproxy.text.Section;
import naru.proxy.model.HealthCheck;
import naru.proxy.model.Service;
import naru.proxy.model.Service.Balance;
import naru.proxy.model.Service.Protocol;
import naru.proxy.model.Service.Sticky;
import naru.proxy.model.Service.Target;
import naru.proxy.table.RoutedService;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.zip.CRC32;

/** The backend of a service and its middlewares. */
final class BackendSection {
    /** How long requests wait while no member can serve: the only one may be being replaced. */
    static final Duration HOLD = Duration.ofSeconds(10);

    private BackendSection() {}

    static BackendPlan plan(String name, RoutedService routed) {
        var service = routed.pool().service();
        return new BackendPlan(
                name,
                service.name(),
                ServerOptions.of(service),
                ServerOptions.check(service).isPresent(),
                service.sticky().filter(Sticky.Cookie.class::isInstance).isPresent());
    }

    /** The section without its servers. */
    static Section section(String name, Service service, StepOutput steps) {
        var request = new ArrayList<>(steps.request());
        request.add(hold());
        return section(name, service, steps.settings(), request, steps.response());
    }

    /** Lets requests wait; nbsrv is 0 in a worker that ends, whatever servers it has. */
    static String hold() {
        return "http-request lua.naru-hold " + HOLD.toMillis() + " if { nbsrv eq 0 } !{ stopping }";
    }

    /** The section without its servers. */
    static Section section(
            String name,
            Service service,
            List<String> settings,
            List<String> request,
            List<String> response) {
        var section = new Section("backend " + name);
        balance(section, service);
        service.sticky().ifPresent(sticky -> sticky(section, service, sticky));
        ServerOptions.check(service).ifPresent(check -> check(section, check));
        timeouts(section, service);
        section.addAll(settings).addAll(request);
        if (!service.keepsHost()) {
            section.add(
                    service.target() instanceof Target.Url target
                            ? "http-request set-header Host " + Quoting.format(host(target))
                            : "http-send-name-header Host");
        }
        return section.addAll(response);
    }

    /** Algorithms that permit servers to come and go; consistent hashes move few clients then. */
    static void balance(Section section, Service service) {
        boolean bySource =
                service.balance() == Balance.SOURCE
                        || service.sticky()
                                .filter(Sticky.ClientAddress.class::isInstance)
                                .isPresent();
        var algorithm =
                switch (service.balance()) {
                    case ROUND_ROBIN -> "roundrobin";
                    case LEAST_CONNECTIONS -> "leastconn";
                    case RANDOM -> "random(2)";
                    case SOURCE -> "source";
                    case URI -> "uri";
                };
        section.add("balance " + (bySource ? "source" : algorithm));
        section.addIf(bySource || service.balance() == Balance.URI, "hash-type consistent");
    }

    private static void sticky(Section section, Service service, Sticky sticky) {
        if (!(sticky instanceof Sticky.Cookie cookie)) {
            return;
        }
        var name = cookieName(service, cookie);
        var line = new StringBuilder("cookie ").append(Quoting.word(name));
        line.append(" insert indirect nocache dynamic");
        line.append(cookie.httpOnly() ? " httponly" : "").append(cookie.secure() ? " secure" : "");
        if (!cookie.sameSite().isEmpty()) {
            var first = cookie.sameSite().substring(0, 1).toUpperCase(Locale.ROOT);
            line.append(" attr SameSite=").append(first).append(cookie.sameSite().substring(1));
        }
        if (cookie.maxAge() > 0) {
            line.append(" attr Max-Age=").append(cookie.maxAge());
        }
        if (!cookie.path().equals("/") && !cookie.path().isEmpty()) {
            line.append(" attr ").append(Quoting.word("Path=" + cookie.path()));
        }
        if (!cookie.domain().isEmpty()) {
            line.append(" domain ").append(Quoting.word(cookie.domain()));
        }
        section.add(line.toString());
        section.add("dynamic-cookie-key " + Quoting.word(service.name().toString()));
    }

    /** Services of one host by different paths need cookies of different names. */
    static String cookieName(Service service, Sticky.Cookie cookie) {
        if (!cookie.name().isEmpty()) {
            return cookie.name();
        }
        var sum = new CRC32();
        sum.update(service.name().toString().getBytes(java.nio.charset.StandardCharsets.UTF_8));
        return "naru-%08x".formatted(sum.getValue());
    }

    private static void check(Section section, HealthCheck check) {
        section.add("timeout check " + GlobalSection.milliseconds(check.timeout()));
        if (check.path().isEmpty()) {
            return;
        }
        section.add("option httpchk");
        var send = new StringBuilder("http-check send meth ").append(Quoting.word(check.method()));
        send.append(" uri ").append(Quoting.word(check.path())).append(" ver HTTP/1.1 hdr Host ");
        send.append(check.host().isEmpty() ? "localhost" : Quoting.format(check.host()));
        check.headers()
                .forEach((name, value) -> {
                    if (!value.isEmpty()) {
                        send.append(" hdr ").append(Quoting.word(name));
                        send.append(' ').append(Quoting.format(value));
                    }
                });
        section.add(send.toString());
        section.add(
                "http-check expect status "
                        + (check.status().isPresent() ? check.status().getAsInt() : "200-399"));
    }

    /** Streams of gRPC may be silent for long. */
    static void timeouts(Section section, Service service) {
        var protocol = ServerOptions.protocol(service);
        boolean streams = protocol == Protocol.H2C || protocol == Protocol.GRPCS;
        section.addIf(streams && service.tuning().silence().isEmpty(), "timeout server 1h");
        service.tuning()
                .silence()
                .map(GlobalSection::milliseconds)
                .ifPresent(time ->
                        section.add("timeout server " + time).add("timeout tunnel " + time));
    }

    private static String host(Target.Url target) {
        int usual = target.protocol() == Protocol.HTTPS ? 443 : 80;
        return target.host() + (target.port() == usual ? "" : ":" + target.port());
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

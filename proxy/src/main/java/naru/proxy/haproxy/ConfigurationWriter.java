package naru.proxy.haproxy;

import naru.proxy.haproxy.ProxySettings.Listener;
import naru.proxy.haproxy.routing.Backends;
import naru.proxy.haproxy.routing.Frontend;
import naru.proxy.haproxy.routing.RoutingCompiler;
import naru.proxy.haproxy.step.StepOutput;
import naru.proxy.haproxy.step.Steps;
import naru.proxy.haproxy.text.Section;
import naru.proxy.haproxy.tls.CertificateList;
import naru.proxy.haproxy.tls.Certificates;
import naru.proxy.label.Settings.EntryPoint.Kind;
import naru.proxy.model.Problem;
import naru.proxy.table.Member;
import naru.proxy.table.Pool;
import naru.proxy.table.RoutedService;
import naru.proxy.table.RoutingTable;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Writes the configuration that serves a routing table. A route that cannot be written becomes a
 * problem and does not affect the others.
 */
public final class ConfigurationWriter {
    private final ProxySettings settings;
    private final HaproxyVersion version;

    public ConfigurationWriter(ProxySettings settings, HaproxyVersion version) {
        this.settings = settings;
        this.version = version;
    }

    /**
     * Returns the configuration; changes nothing.
     *
     * @param servers the server of each member; empty for a member that takes no requests
     */
    public Configuration write(
            RoutingTable table,
            Certificates certificates,
            Function<Member, Optional<Server>> servers) {
        return write(table, certificates, servers, Hosts.LITERAL, OwnAnswers.NONE);
    }

    /**
     * Returns the configuration; changes nothing.
     *
     * @param servers the server of each member; empty for a member that takes no requests
     * @param hosts the addresses of authentication servers
     * @param answers what the proxy answers itself
     */
    public Configuration write(
            RoutingTable table,
            Certificates certificates,
            Function<Member, Optional<Server>> servers,
            Hosts hosts,
            OwnAnswers answers) {
        return new Writing(table, certificates, servers, hosts).write(answers);
    }

    /** The files of one configuration. */
    private final class Writing {
        private final RoutingTable table;
        private final Certificates certificates;
        private final Function<Member, Optional<Server>> servers;
        private final Internals internals;
        private final CacheSections caches = new CacheSections(settings);
        private final StringBuilder text = new StringBuilder();
        private final StringBuilder structure = new StringBuilder();
        private final TreeMap<String, String> files = new TreeMap<>();
        private final TreeMap<String, String> maps = new TreeMap<>();
        private final TreeMap<String, BackendPlan> plans = new TreeMap<>();
        private final List<Problem> problems = new ArrayList<>();

        Writing(
                RoutingTable table,
                Certificates certificates,
                Function<Member, Optional<Server>> servers,
                Hosts hosts) {
            this.table = table;
            this.certificates = certificates;
            this.servers = servers;
            internals = new Internals(settings, hosts, this::servers);
        }

        Configuration write(OwnAnswers answers) {
            add("# Written by Naru for HAProxy " + version + "; changes are overwritten.\n\n");
            add(GlobalSection.process(settings));
            add(GlobalSection.defaults(settings));
            problems.addAll(Quic.problems(settings, version));
            var backends = new Backends(table);
            boolean endsTls = certificates.fallback().isPresent();
            var tcp = new TcpSections(settings, table, backends, endsTls);
            settings.listeners().stream()
                    .filter(listener -> serves(listener.by().kind(), endsTls))
                    .forEach(listener -> add(frontend(listener, backends, tcp)));
            maps.putAll(tcp.maps());
            maps.putAll(answers.maps());
            boolean isCaching = table.routes().stream().anyMatch(r -> r.cache().isPresent());
            add(Observation.metrics(settings, isCaching));
            BuiltInBackends.all(settings).forEach(this::add);
            backends.all()
                    .forEach((name, routed) -> {
                        if (!routed.route().isTcp()) {
                            backend(name, routed);
                        }
                    });
            internals.sections().forEach(this::add);
            caches.sections().forEach(this::add);
            tcp.sections().forEach(this::add);
            backends.all()
                    .forEach((name, routed) -> {
                        if (routed.route().isTcp()) {
                            backend(name, routed);
                        }
                    });
            addFiles();
            return new Configuration(
                    text.toString(),
                    structure.toString(),
                    files,
                    maps,
                    plans,
                    CertificateList.entries(certificates, table),
                    problems);
        }

        private static boolean serves(Kind kind, boolean endsTls) {
            return kind == Kind.HTTP || kind == Kind.HTTPS && endsTls;
        }

        private Section frontend(Listener listener, Backends backends, TcpSections tcp) {
            var section = FrontendSection.of(settings, listener, tcp);
            if (listener.redirects() && listener.by().kind() == Kind.HTTP) {
                return section.add("default_backend " + Backends.TO_HTTPS);
            }
            var by = listener.by();
            var routing = RoutingCompiler.compile(table, by, backends);
            var frontend = new Frontend(routing, settings.folder(), by.name());
            maps.putAll(frontend.maps());
            return section.addAll(frontend.lines()).add("default_backend " + Backends.NOT_FOUND);
        }

        private void backend(String name, RoutedService routed) {
            var members = routed.cache().isPresent() ? Backends.ORIGIN + name : name;
            var plan = BackendSection.plan(members, routed);
            plans.put(members, plan);
            var section = section(name, routed);
            structure.append(section);
            servers(routed.pool())
                    .forEach(server -> section.add(BackendSection.server(plan, server)));
            text.append(section);
        }

        private Section section(String name, RoutedService routed) {
            if (routed.route().isTcp()) {
                TcpBackend.problems(routed).forEach(text -> problems.add(problem(routed, text)));
                return TcpBackend.section(name, routed);
            }
            var steps = steps(name, routed);
            steps.sections().forEach(this::add);
            if (routed.cache().isEmpty()) {
                return BackendSection.section(name, routed.pool().service(), steps);
            }
            add(caches.front(name, routed, steps));
            return caches.origin(name, routed, routed.cache().get(), steps);
        }

        private List<Server> servers(Pool pool) {
            return pool.members().stream().map(servers).flatMap(Optional::stream).toList();
        }

        private void addFiles() {
            files.put(GlobalSection.LUA, Resources.text(GlobalSection.LUA));
            var lists = internals.passwordLists();
            if (!lists.isEmpty()) {
                files.put(Passwords.FILE, Passwords.text(settings, lists));
                files.put(Passwords.LUA, Resources.text(Passwords.LUA));
                files.put(Passwords.USERS, Passwords.lua(lists));
                files.put(Passwords.MAP, "# filled while HAProxy runs\n");
            }
        }

        /** A route whose middlewares cannot be written refuses all requests. */
        private StepOutput steps(String name, RoutedService routed) {
            try {
                var needs = internals.of(routed.route().name().project(), routed.pages());
                var steps = Steps.write(name, routed.steps(), needs);
                steps.problems().forEach(text -> problems.add(problem(routed, text)));
                return steps;
            } catch (IllegalArgumentException e) {
                problems.add(problem(routed, String.valueOf(e.getMessage())));
                return Steps.refusal(name);
            }
        }

        private static Problem problem(RoutedService routed, String text) {
            return new Problem(routed.claimant(), "router " + routed.route().name(), text);
        }

        private void add(Object part) {
            text.append(part);
            structure.append(part);
        }
    }
}

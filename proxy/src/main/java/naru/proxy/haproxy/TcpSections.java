package naru.proxy.haproxy;

import naru.proxy.haproxy.ProxySettings.Listener;
import naru.proxy.haproxy.routing.Backends;
import naru.proxy.haproxy.routing.Frontend;
import naru.proxy.haproxy.routing.TcpCompiler;
import naru.proxy.haproxy.text.AddressAcl;
import naru.proxy.haproxy.text.Quoting;
import naru.proxy.haproxy.text.Section;
import naru.proxy.haproxy.tls.CertificateList;
import naru.proxy.label.Settings.EntryPoint.Kind;
import naru.proxy.model.Tls;
import naru.proxy.table.RoutingTable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What TCP routes need. An entry point with TCP routes has a frontend before that of HTTP: it reads
 * the server name in the client's TLS hello, passes connections to members, and the others by a
 * Unix socket to the HTTP frontend, with a PROXY protocol header that names the client. TLS that
 * the proxy ends for a TCP route takes the same way to one more frontend, which finds the backend
 * in the header.
 */
final class TcpSections {
    private static final String CLOSED = "naru::closed";
    private static final String TLS_SOCKET = "tls.sock";

    private final ProxySettings settings;
    private final RoutingTable table;
    private final Backends backends;
    private final boolean endsTls;
    private final Map<String, String> maps = new TreeMap<>();
    private final List<Section> sections = new ArrayList<>();

    /**
     * @param endsTls whether there is a certificate
     */
    TcpSections(ProxySettings settings, RoutingTable table, Backends backends, boolean endsTls) {
        this.settings = settings;
        this.table = table;
        this.backends = backends;
        this.endsTls = endsTls;
        if (table.routes().stream().anyMatch(routed -> routed.route().isTcp())) {
            settings.listeners().forEach(this::frontend);
            end();
        }
    }

    Map<String, String> maps() {
        return maps;
    }

    /** To be written after all sections of HTTP, since they begin with defaults of their own. */
    List<Section> sections() {
        return sections;
    }

    /** Whether a TCP frontend accepts the connections of an entry point. */
    boolean isBefore(Listener listener) {
        return listener.by().kind() == Kind.TCP
                || !TcpCompiler.routes(table, listener.by()).isEmpty();
    }

    /** The addresses of the HTTP frontend of an entry point. */
    List<String> httpBinds(Listener listener) {
        return isBefore(listener)
                ? List.of(bind(socket(listener)) + " accept-proxy")
                : listener.binds();
    }

    private String bind(String socket) {
        return Quoting.word("unix@" + settings.inJail(socket)) + settings.bindOptions();
    }

    private static String socket(Listener listener) {
        return listener.by().name() + ".sock";
    }

    private void frontend(Listener listener) {
        var by = listener.by();
        var routes = TcpCompiler.routes(table, by);
        if (routes.isEmpty()) {
            return;
        }
        if (sections.isEmpty()) {
            sections.add(GlobalSection.tcpDefaults(settings));
        }
        boolean hasHttp = by.kind() == Kind.HTTP || by.isSecure() && endsTls;
        var otherwise = hasHttp ? "naru::to:" + by.name() : CLOSED;
        var routing = TcpCompiler.compile(table, by, backends, otherwise);
        var frontend = new Frontend(routing, settings.folder(), by.name() + "-tcp");
        maps.putAll(frontend.maps());
        var section = new Section("frontend naru::tcp:" + by.name());
        listener.binds().forEach(bind -> section.add("bind " + bind));
        expectProxy(section, listener);
        section.addAll(frontend.tcpLines(TcpCompiler.readsHello(routes, by), otherwise));
        section.add("unique-id-format %[var(txn.backend)]");
        sections.add(section.add("default_backend " + otherwise));
        if (hasHttp) {
            sections.add(
                    new Section("backend " + otherwise)
                            .addIf(settings.logsRequests(), SILENT)
                            .add("server http " + server(socket(listener)) + " send-proxy-v2"));
        }
    }

    private static final String SILENT = "tcp-request content set-log-level silent";

    /** Clients that name the client before them by the PROXY protocol. */
    static void expectProxy(Section section, Listener listener) {
        var proxies = listener.proxyProtocol();
        section.addAll(AddressAcl.lines("sends_proxy", "src", proxies));
        section.addIf(
                !proxies.isEmpty(), "tcp-request connection expect-proxy layer4 if sends_proxy");
    }

    private String server(String socket) {
        return Quoting.word(settings.inWorker(socket));
    }

    private void end() {
        sections.add(new Section("backend " + CLOSED).add("tcp-request content reject"));
        var ended = new ArrayList<String>();
        for (var routed : table.routes()) {
            if (routed.route().isTcp() && routed.route().tls() instanceof Tls.Terminated) {
                var name = backends.name(routed);
                if (!ended.contains(name)) {
                    ended.add(name);
                }
            }
        }
        for (var name : ended) {
            sections.add(
                    new Section("backend " + TcpCompiler.ENDS_TLS + name)
                            .addIf(settings.logsRequests(), SILENT)
                            .add("tcp-request content set-var(txn.backend) str(" + name + ")")
                            .add(
                                    "server tls "
                                            + server(TLS_SOCKET)
                                            + " send-proxy-v2 proxy-v2-options unique-id"));
        }
        if (endsTls && !ended.isEmpty()) {
            sections.add(
                    new Section("frontend naru::tls")
                            .add(
                                    "bind "
                                            + bind(TLS_SOCKET)
                                            + " accept-proxy"
                                            + CertificateList.bindOptions(
                                                    settings.file(CertificateList.FILE)))
                            .add("tcp-request content set-var(txn.host) ssl_fc_sni,lower")
                            .add("use_backend %[fc_pp_unique_id]")
                            .add("default_backend " + CLOSED));
        }
    }
}

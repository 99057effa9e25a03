package naru.proxy.haproxy.routing;

import naru.proxy.haproxy.routing.CompiledRouting.Rule;
import naru.proxy.haproxy.text.Quoting;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The routing of a frontend as lines of the configuration and files of maps. */
public final class Frontend {
    private static final int MAX_ANONYMOUS = 6;

    private final CompiledRouting routing;
    private final String name;
    private final Path hosts;
    private final Path paths;

    /**
     * @param name of the map files in {@code folder}
     */
    public Frontend(CompiledRouting routing, Path folder, String name) {
        this.routing = routing;
        this.name = name;
        hosts = folder.resolve(hostsFile());
        paths = folder.resolve(pathsFile());
    }

    /** The map files by name. */
    public Map<String, String> maps() {
        return Map.of(hostsFile(), text(routing.hosts()), pathsFile(), text(routing.paths()));
    }

    private String hostsFile() {
        return name + "-hosts.map";
    }

    private String pathsFile() {
        return name + "-paths.map";
    }

    /** Sets the variable that holds the host name as rules compare it. */
    public static final String SET_HOST =
            "http-request set-var(txn.host) req.hdr(host),host_only,lower,rtrim(.)";

    /** The lines that choose the backend of each request; they need {@link #SET_HOST}. */
    public List<String> lines() {
        var lines = new ArrayList<String>();
        lines.add(
                "http-request set-var(txn.group) var(txn.host),map_str("
                        + hosts
                        + ","
                        + CompiledRouting.OTHER
                        + ")");
        lines.add("http-request set-var(txn.path) path");
        lines.add("http-request set-var(txn.target) var(txn.host),concat(,txn.path)");
        lines.addAll(choice(Backends.NOT_FOUND));
        return lines;
    }

    /**
     * The lines that choose the backend of each connection.
     *
     * @param reads whether they wait for the first bytes of the client, to read its TLS hello
     * @param otherwise the backend of the others
     */
    public List<String> tcpLines(boolean reads, String otherwise) {
        var lines = new ArrayList<String>();
        var set = "tcp-request content set-var";
        lines.add(set + "(txn.group) str(" + CompiledRouting.PLAIN + ")");
        if (reads) {
            var isTls = " if { req.ssl_hello_type 1 }";
            var hasName = " if { req.ssl_sni -m found }";
            lines.add("tcp-request inspect-delay 5s");
            lines.add(set + "(txn.group) str(" + CompiledRouting.OTHER + ")" + isTls);
            lines.add(set + "(txn.host) req.ssl_sni,lower,rtrim(.)" + hasName);
            lines.add(
                    set
                            + "(txn.group) var(txn.host),map_str("
                            + hosts
                            + ","
                            + CompiledRouting.OTHER
                            + ")"
                            + hasName);
            lines.add(set + "(txn.target) var(txn.host),concat(/)" + hasName);
        }
        lines.addAll(choice(otherwise));
        return lines;
    }

    private List<String> choice(String otherwise) {
        var lines = new ArrayList<String>();
        lines.add(
                "use_backend %[var(txn.target),map_beg("
                        + paths
                        + ","
                        + otherwise
                        + ")] if { var(txn.group) -m str "
                        + CompiledRouting.BY_PATH
                        + " }");
        for (int i = 0; i < routing.rules().size(); i++) {
            lines.addAll(lines(routing.rules().get(i), "r" + i));
        }
        return lines;
    }

    /** Many conditions get names, since a line has at most 64 words. */
    private static List<String> lines(Rule rule, String name) {
        var lines = new ArrayList<String>();
        var use =
                new StringBuilder("use_backend " + rule.backend())
                        .append(" if { var(txn.group) -m str -- ")
                        .append(Quoting.word(rule.group()))
                        .append(" }");
        boolean areNamed = rule.conditions().size() > MAX_ANONYMOUS;
        for (int i = 0; i < rule.conditions().size(); i++) {
            var condition = rule.conditions().get(i);
            use.append(condition.negated() ? " !" : " ");
            if (areNamed) {
                lines.add("acl " + name + "_" + i + " " + condition.expression());
                use.append(name).append('_').append(i);
            } else {
                use.append("{ ").append(condition.expression()).append(" }");
            }
        }
        lines.add(use.toString());
        return lines;
    }

    private static String text(Map<String, String> map) {
        var text = new StringBuilder();
        map.forEach((key, value) -> text.append(key).append(' ').append(value).append('\n'));
        return text.toString();
    }
}

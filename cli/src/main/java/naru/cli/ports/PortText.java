package naru.cli.ports;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A port in the syntax of {@code docker run -p}: {@code [[address:][host port]:]container
 * port[/protocol]}. Both ports may be ranges; an IPv6 address is in brackets.
 */
record PortText(String containerPort, String hostIp, String hostPort) {
    private static final Pattern FORM =
            Pattern.compile(
                    "(?:(?<ip>\\[[^]]*]|[^:\\[\\]]*):)??(?:(?<host>[0-9-]*):)?(?<container>[0-9-]+)"
                            + "(?:/(?<protocol>[A-Za-z]+))?");

    private record Range(int first, int last) {
        int size() {
            return last - first + 1;
        }
    }

    /**
     * Parses one port, or a range with or without a range of host ports of the same length.
     *
     * @throws IllegalArgumentException naming the text
     */
    static List<PortText> parse(String text) {
        var match = FORM.matcher(text);
        if (!match.matches()) {
            throw invalid(text);
        }
        var container = range(match.group("container"), text);
        var ip = orEmpty(match.group("ip")).replaceAll("[\\[\\]]", "");
        var hostText = orEmpty(match.group("host"));
        var protocol = orEmpty(match.group("protocol")).toLowerCase(Locale.ROOT);
        var suffix = "/" + (protocol.isEmpty() ? "tcp" : protocol);
        if (container.size() == 1) {
            if (!hostText.isEmpty()) {
                range(hostText, text);
            }
            return List.of(new PortText(container.first + suffix, ip, hostText));
        }
        var ports = new ArrayList<PortText>();
        var host = hostText.isEmpty() ? null : range(hostText, text);
        if (host != null && host.size() != container.size()) {
            throw new IllegalArgumentException(
                    "invalid ranges specified for container and host ports: " + text);
        }
        for (int i = 0; i < container.size(); i++) {
            var hostPort = host == null ? "" : Integer.toString(host.first + i);
            ports.add(new PortText(container.first + i + suffix, ip, hostPort));
        }
        return ports;
    }

    private static Range range(String text, String whole) {
        int dash = text.indexOf('-');
        try {
            int first = Integer.parseInt(dash < 0 ? text : text.substring(0, dash));
            int last = dash < 0 ? first : Integer.parseInt(text.substring(dash + 1));
            if (first >= 1 && first <= last && last <= 65535) {
                return new Range(first, last);
            }
        } catch (NumberFormatException ignored) {
            // rejected below
        }
        throw invalid(whole);
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    private static IllegalArgumentException invalid(String text) {
        return new IllegalArgumentException("not a port: " + text);
    }
}

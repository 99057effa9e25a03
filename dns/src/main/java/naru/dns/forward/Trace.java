package naru.dns.forward;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The steps of one query, one line each. On the event loop only. */
public final class Trace implements QueryLog {
    private final List<String> steps = new ArrayList<>();

    /** The steps so far. */
    public List<String> steps() {
        return List.copyOf(steps);
    }

    /** Adds a step. */
    public void add(String step) {
        steps.add(step);
    }

    @Override
    public void note(InetSocketAddress upstream, Transport transport, long age, String what) {
        add(
                String.format(
                        Locale.ROOT,
                        "%s over %s: %s after %.1f ms",
                        text(upstream),
                        transport,
                        what,
                        age / 1e6));
    }

    @Override
    public void forged() {
        add("a reply had different letter case than the query and was discarded");
    }

    /** Such as {@code 192.0.2.1:53} or {@code [2001:db8::1]:53}. */
    public static String text(InetSocketAddress server) {
        var address = server.getAddress().getHostAddress();
        return (address.contains(":") ? "[" + address + "]" : address) + ":" + server.getPort();
    }
}

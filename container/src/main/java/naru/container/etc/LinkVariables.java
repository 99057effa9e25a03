package naru.container.etc;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * The environment variables by which a container finds another one that it is linked to on the
 * default bridge, as Docker names them. Pure.
 *
 * @param name of the link, {@code /web/db}
 * @param address of the linked container
 * @param environment its own, of which the container that links gets a copy
 */
record LinkVariables(String name, String address, List<String> environment, List<Port> ports) {
    LinkVariables {
        environment = List.copyOf(environment);
        ports =
                ports.stream()
                        .sorted(
                                Comparator.comparingInt(Port::number)
                                        .thenComparing(port -> !port.protocol().equals("tcp"))
                                        .thenComparing(Port::protocol))
                        .toList();
    }

    /** An exposed port; {@code protocol} in lower case. */
    record Port(int number, String protocol) {
        /** {@code 80/tcp}; without a protocol TCP. */
        static Port parse(String text) {
            int slash = text.indexOf('/');
            String number = slash < 0 ? text : text.substring(0, slash);
            String protocol = slash < 0 ? "tcp" : text.substring(slash + 1);
            return new Port(Integer.parseInt(number), protocol.toLowerCase(Locale.ROOT));
        }
    }

    List<String> assignments() {
        String alias =
                name.substring(name.lastIndexOf('/') + 1)
                        .toUpperCase(Locale.ROOT)
                        .replace('-', '_');
        var all = new ArrayList<String>();
        if (!ports.isEmpty()) {
            all.add(alias + "_PORT=" + url(ports.getFirst()));
        }
        ranges(alias, all);
        for (var port : ports) {
            String prefix = prefix(alias, port);
            all.add(prefix + "=" + url(port));
            all.add(prefix + "_ADDR=" + address);
            all.add(prefix + "_PORT=" + port.number());
            all.add(prefix + "_PROTO=" + port.protocol());
        }
        all.add(alias + "_NAME=" + name);
        for (String assignment : environment) {
            int equals = assignment.indexOf('=');
            String variable = equals < 0 ? "" : assignment.substring(0, equals);
            if (equals >= 0 && !variable.equals("HOME") && !variable.equals("PATH")) {
                all.add(alias + "_ENV_" + assignment);
            }
        }
        return all;
    }

    /** Three ports or more that follow each other have their first and last named as well. */
    private void ranges(String alias, List<String> all) {
        int first = 0;
        while (first < ports.size()) {
            int last = lastInRow(first);
            if (last > first + 1) {
                var from = ports.get(first);
                var to = ports.get(last);
                all.add(prefix(alias, from) + "_START=" + url(from));
                all.add(prefix(alias, from) + "_ADDR=" + address);
                all.add(prefix(alias, from) + "_PROTO=" + from.protocol());
                all.add(prefix(alias, from) + "_PORT_START=" + from.number());
                all.add(prefix(alias, to) + "_END=" + url(to));
                all.add(prefix(alias, to) + "_PORT_END=" + to.number());
                first = last + 1;
            } else {
                first++;
            }
        }
    }

    private int lastInRow(int first) {
        int last = first;
        while (last + 1 < ports.size()
                && ports.get(last + 1).number() <= ports.get(first).number() + last + 1 - first) {
            last++;
        }
        return last;
    }

    private static String prefix(String alias, Port port) {
        return alias + "_PORT_" + port.number() + "_" + port.protocol().toUpperCase(Locale.ROOT);
    }

    private String url(Port port) {
        return port.protocol() + "://" + address + ":" + port.number();
    }
}

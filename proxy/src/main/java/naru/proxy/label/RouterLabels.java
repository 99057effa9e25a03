package naru.proxy.label;

import naru.proxy.label.node.LabelNode;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Labels that routers of HTTP and TCP have. */
final class RouterLabels {
    private RouterLabels() {}

    /**
     * The entry points that a router names, in lower case; unknown ones are problems, which list
     * the known ones.
     */
    static Set<String> entryPoints(LabelNode node, String label, Settings settings) {
        var names = new LinkedHashSet<String>();
        for (var name : node.list(label)) {
            if (settings.names().contains(name)) {
                names.add(name.toLowerCase(Locale.ROOT));
            } else {
                node.child(label)
                        .problem(
                                "there is no entry point \""
                                        + name
                                        + "\"; there are "
                                        + String.join(", ", settings.names())
                                        + ". More are set by \"entry-points\" in"
                                        + " daemon.json's \"proxy\"");
            }
        }
        return names;
    }

    /** The label {@code priority} if it is not 0, else the length of the rule. */
    static int priority(LabelNode node, String rule) {
        int priority = node.number("priority", -1_000_000, 1_000_000).orElse(0);
        return priority != 0 ? priority : rule.length();
    }

    /** The names that a router's certificate is for. */
    static List<String> domains(LabelNode tls) {
        var domains = new ArrayList<String>();
        for (var domain : tls.numbered("domains")) {
            domain.text("main").ifPresent(domains::add);
            domains.addAll(domain.list("sans"));
        }
        return domains;
    }
}

package naru.proxy.acme;

import naru.proxy.label.Settings;
import naru.proxy.label.Vocabularies;
import naru.proxy.model.Workload;
import naru.proxy.table.RoutingTable;
import naru.proxy.table.TableBuilder;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** Routing tables of one container. */
final class Tables {
    private Tables() {}

    /** Names with a dot are labels, others are variables. */
    static RoutingTable of(String... pairs) {
        var labels = new TreeMap<String, String>();
        var variables = new TreeMap<String, String>();
        for (var pair : pairs) {
            var parts = pair.split("=", 2);
            var target = parts[0].indexOf('.') < 0 ? variables : labels;
            target.put(parts[0], parts[1]);
        }
        var workload =
                new Workload(
                        "web",
                        "shop",
                        "web",
                        labels,
                        Map.copyOf(variables),
                        new TreeSet<>(List.of(80)),
                        false);
        var definitions = Vocabularies.read(workload, Settings.DEFAULT);
        return TableBuilder.build(Settings.DEFAULT, List.of(definitions));
    }

    /** A route that asks for a certificate. */
    static RoutingTable acme(String hosts) {
        return of("naru.proxy.host=" + hosts, "naru.proxy.tls=acme");
    }
}

package naru.network.model;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * A resolver file, see resolv.conf(5). Lines that a resolver ignores are left out, and do not
 * affect others. Pure.
 *
 * @param servers in their order, as written
 * @param search of the last line that names domains
 * @param options of the last line that has some
 */
public record ResolverFile(List<String> servers, List<String> search, List<String> options) {
    public ResolverFile {
        servers = List.copyOf(servers);
        search = List.copyOf(search);
        options = List.copyOf(options);
    }

    public static ResolverFile parse(String text) {
        var servers = new ArrayList<String>();
        List<String> search = List.of();
        List<String> options = List.of();
        for (String line : text.lines().toList()) {
            var words = List.of(line.strip().split("\\s+", -1));
            var rest = words.subList(1, words.size());
            switch (words.getFirst()) {
                case "nameserver" -> rest.stream().limit(1).forEach(servers::add);
                case "search", "domain" -> search = rest;
                case "options" -> options = rest;
                default -> {
                    // comments, and words for other resolvers
                }
            }
        }
        return new ResolverFile(servers, search, options);
    }

    /** The servers that are addresses. */
    public List<InetAddress> addresses() {
        var addresses = new ArrayList<InetAddress>();
        for (var server : servers) {
            try {
                addresses.add(InetAddress.ofLiteral(server));
            } catch (IllegalArgumentException ignored) {
                // a name, which no resolver looks up
            }
        }
        return addresses;
    }
}

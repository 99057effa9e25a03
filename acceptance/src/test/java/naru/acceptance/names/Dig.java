package naru.acceptance.names;

import static org.assertj.core.api.Assertions.assertThat;

import naru.acceptance.lab.CommandLine;
import naru.acceptance.lab.LabHost;
import naru.acceptance.lab.Shell;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** ISC's dig, asking 127.0.0.11 from where a container is. */
final class Dig {
    private final Shell inside;
    private final String server;

    private Dig(Shell inside, String server) {
        this.inside = inside;
        this.server = server;
    }

    /** Asks a name server from the host itself. */
    static Dig onHost(LabHost host, String server) {
        return new Dig(host.shell(), server);
    }

    Dig(LabHost host, String container) {
        this.server = "127.0.0.11";
        inside = host.inside(container);
    }

    /**
     * What came back.
     *
     * @param status such as NOERROR or NXDOMAIN
     * @param lines of the answer section, each {@code name ttl class type data}
     */
    record Reply(String status, List<String> lines) {
        /** What the records say, in the order in which they came. */
        List<String> data() {
            return lines.stream().map(line -> line.split("\\s+", 5)[4]).toList();
        }

        Set<String> ttls() {
            var ttls = new TreeSet<String>();
            lines.forEach(line -> ttls.add(line.split("\\s+")[1]));
            return ttls;
        }
    }

    /** Sends a query as dig takes it: a name, its type and options, such as {@code web A +tcp}. */
    Reply ask(String query, Object... arguments) {
        var words = CommandLine.words(query, arguments);
        var command = "dig @{} +time=5 +tries=2 +noall +comments +answer {}";
        var lines = inside.run(command, server, words).lines();
        var status =
                lines.stream()
                        .filter(line -> line.contains("status: "))
                        .map(line -> line.replaceFirst(".*status: ([A-Z]+),.*", "$1"))
                        .findFirst();
        assertThat(status).as("a reply").isPresent();
        return new Reply(
                status.orElseThrow(),
                lines.stream().filter(line -> !line.isBlank() && !line.startsWith(";")).toList());
    }

    /** The names of an address. */
    List<String> names(String address) {
        return ask("-x {}", address).data();
    }

    /** The addresses of a name that is known, in the order in which they came. */
    List<String> addresses(String name) {
        var reply = ask("{} -t A", name);
        assertThat(reply.status()).as(name).isEqualTo("NOERROR");
        return reply.data();
    }
}

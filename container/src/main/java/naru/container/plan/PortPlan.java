package naru.container.plan;

import naru.container.config.ContainerConfig;
import naru.container.config.HostConfig;
import naru.container.config.PortBinding;
import naru.network.address.Addresses;
import naru.network.model.NaruException;
import naru.network.publish.PortRequest;
import naru.network.publish.PortSelection;
import naru.network.publish.Protocol;
import naru.network.publish.PublishedPort;

import org.jspecify.annotations.Nullable;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Between Docker's words for published ports and the network's. Pure. */
public final class PortPlan {
    private PortPlan() {}

    /** A container port such as {@code 80/tcp}. */
    private record ContainerPort(int number, Protocol protocol) {
        static ContainerPort parse(String text) {
            try {
                int slash = text.indexOf('/');
                String number = slash < 0 ? text : text.substring(0, slash);
                var protocol = slash < 0 ? Protocol.TCP : Protocol.parse(text.substring(slash + 1));
                return new ContainerPort(port(number, text), protocol);
            } catch (IllegalArgumentException wrong) {
                throw invalid(text);
            }
        }
    }

    public static List<PortRequest> requests(Map<String, @Nullable List<PortBinding>> wanted) {
        var requests = new ArrayList<PortRequest>();
        for (Map.Entry<String, @Nullable List<PortBinding>> entry : wanted.entrySet()) {
            for (var binding : orAny(entry.getValue())) {
                requests.add(request(entry.getKey(), binding));
            }
        }
        return requests;
    }

    /** A container port without host sides is to have any one. */
    public static List<PortBinding> orAny(@Nullable List<PortBinding> bindings) {
        return bindings == null || bindings.isEmpty() ? List.of(new PortBinding("", "")) : bindings;
    }

    public static PortRequest request(String containerPort, PortBinding binding) {
        return request(ContainerPort.parse(containerPort), binding);
    }

    /** The ports that a host side means; one without a number means all of its container port. */
    public static PortSelection selection(String containerPort, PortBinding binding) {
        var request = request(containerPort, binding);
        if (request.firstHostPort() != request.lastHostPort()) {
            throw invalid(binding.hostPort());
        }
        return new PortSelection(
                request.protocol(),
                request.containerPort(),
                request.hostAddress(),
                request.firstHostPort());
    }

    public static List<PortRequest> requests(ContainerConfig config, HostConfig host) {
        var requests = requests(host.portBindings());
        if (host.publishAllPorts()) {
            for (String exposed : config.exposedPorts().keySet()) {
                if (!host.portBindings().containsKey(exposed)) {
                    requests.add(request(ContainerPort.parse(exposed), new PortBinding("", "")));
                }
            }
        }
        return requests;
    }

    private static PortRequest request(ContainerPort inside, PortBinding binding) {
        String range = binding.hostPort();
        int dash = range.indexOf('-');
        int first = range.isEmpty() ? 0 : port(dash < 0 ? range : range.substring(0, dash), range);
        int last = dash < 0 ? first : port(range.substring(dash + 1), range);
        if (last < first) {
            throw invalid(range);
        }
        return new PortRequest(
                inside.protocol, inside.number, address(binding.hostIp()), first, last);
    }

    private static @Nullable InetAddress address(String text) {
        try {
            return text.isEmpty() ? null : InetAddress.ofLiteral(text);
        } catch (IllegalArgumentException wrong) {
            throw new NaruException.Invalid("invalid port binding IP address: " + text);
        }
    }

    private static int port(String text, String whole) {
        try {
            int number = Integer.parseInt(text);
            if (number >= 0 && number <= 65535) {
                return number;
            }
        } catch (NumberFormatException wrong) {
            // refused below
        }
        throw invalid(whole);
    }

    private static NaruException invalid(String text) {
        return new NaruException.Invalid("invalid port specification: \"" + text + "\"");
    }

    /** What a running container shows: where each port is published, or nothing if it is not. */
    public static Map<String, List<PortBinding>> shown(
            ContainerConfig config, List<PublishedPort> published) {
        var shown = new TreeMap<String, List<PortBinding>>();
        config.exposedPorts().keySet().forEach(port -> shown.put(port, new ArrayList<>()));
        for (var port : published) {
            shown.computeIfAbsent(
                            port.containerPort() + "/" + port.protocol(), key -> new ArrayList<>())
                    .add(
                            new PortBinding(
                                    text(port.hostAddress()),
                                    port.isStraight() ? "" : Integer.toString(port.hostPort())));
        }
        return shown;
    }

    /** Java prints {@code 0:0:0:0:0:0:0:0} instead of {@code ::}. */
    static String text(InetAddress address) {
        return Addresses.text(address);
    }
}

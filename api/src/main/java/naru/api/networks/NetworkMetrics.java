package naru.api.networks;

import naru.network.model.EndpointId;
import naru.network.model.Sandbox;

import java.util.List;
import java.util.Map;

/** Counters of networks in Prometheus' text format. Pure. */
final class NetworkMetrics {
    private NetworkMetrics() {}

    /** {@code refused} are frames that anti-spoofing has dropped. */
    static String text(List<Sandbox> sandboxes, Map<EndpointId, Long> refused) {
        var out =
                new StringBuilder(
                        """
                        # HELP naru_endpoint_refused_frames_total Frames with addresses that are not\
                         the container's own, dropped.
                        # TYPE naru_endpoint_refused_frames_total counter
                        """);
        for (var sandbox : sandboxes) {
            for (var endpoint : sandbox.endpoints()) {
                if (endpoint.hostEnd() != null) {
                    out.append("naru_endpoint_refused_frames_total{network=\"")
                            .append(endpoint.networkName())
                            .append("\",container=\"")
                            .append(sandbox.containerName())
                            .append("\"} ")
                            .append(refused.getOrDefault(endpoint.id(), 0L))
                            .append('\n');
                }
            }
        }
        return out.toString();
    }
}

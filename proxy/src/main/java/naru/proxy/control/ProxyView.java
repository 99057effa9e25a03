package naru.proxy.control;

import naru.proxy.model.Problem;
import naru.proxy.table.RoutingTable;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The proxy at one moment.
 *
 * @param state {@code off}, {@code running}, {@code starting} or {@code failed}
 * @param failure why it is not as wanted, if so
 * @param members by the name of a service
 * @param configuration the file that HAProxy has read
 */
public record ProxyView(
        String state,
        Optional<String> failure,
        long reloads,
        RoutingTable table,
        Map<String, List<MemberView>> members,
        List<Problem> problems,
        String configuration) {
    public ProxyView {
        members = Map.copyOf(members);
        problems = List.copyOf(problems);
    }

    /**
     * A member of a service.
     *
     * @param address with the port; empty if the proxy cannot reach it
     * @param state in lower case, {@code ready} if it receives requests
     * @param reason why it does not
     */
    public record MemberView(
            String container,
            String address,
            int weight,
            String state,
            String reason,
            int sessions) {}
}

package naru.proxy.table;

import naru.proxy.model.Service.Protocol;
import naru.proxy.model.Service.Target;
import naru.proxy.model.Workload;

import java.util.Locale;

/** One server of a service. */
public record Member(Workload workload, Target target, int weight) {
    /**
     * As it is shown: {@code web:80}, or {@code https://web:443} where the protocol is not HTTP.
     */
    public String text() {
        return switch (target) {
            case Target.Port(var protocol, var port) ->
                    scheme(protocol) + workload.name() + ":" + port;
            case Target.Url(var protocol, var host, var port) ->
                    scheme(protocol) + host + ":" + port;
        };
    }

    private static String scheme(Protocol protocol) {
        return protocol == Protocol.HTTP || protocol == Protocol.TCP
                ? ""
                : protocol.name().toLowerCase(Locale.ROOT) + "://";
    }
}

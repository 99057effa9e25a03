package naru.proxy.haproxy;

import naru.proxy.model.Service;
import naru.proxy.model.Service.Protocol;
import naru.proxy.model.Service.Target;

import java.util.ArrayList;

/** The words after the address of each server of a backend. */
final class ServerOptions {
    private ServerOptions() {}

    static String of(Service service) {
        var words = new ArrayList<String>();
        var protocol = protocol(service.target());
        switch (protocol) {
            case HTTP -> {}
            case HTTPS -> words.add("ssl verify none sni req.hdr(host),field(1,:)");
            case H2C -> words.add("proto h2");
            case GRPCS -> words.add("ssl verify none alpn h2 sni req.hdr(host),field(1,:)");
        }
        return String.join(" ", words);
    }

    private static Protocol protocol(Target target) {
        return switch (target) {
            case Target.Port(var protocol, var ignored) -> protocol;
            case Target.Url(var protocol, var ignored, var port) -> protocol;
        };
    }
}

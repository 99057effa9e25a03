package naru.container.plan;

import naru.container.config.NetworkMode;
import naru.container.store.ContainerRecord;
import naru.network.model.NaruException;

import java.util.List;

/** A link on the default bridge as the user gave it, {@code NAME} or {@code NAME:ALIAS}. */
public record Link(String ref, String alias) {
    /** Also {@code /NAME:/PARENT/ALIAS}, as it is shown and clients give it back. */
    public static Link parse(String text) {
        if (text.startsWith("/") && text.indexOf(':') > 1) {
            int middle = text.indexOf(':');
            String shown = text.substring(text.lastIndexOf('/') + 1);
            return parse(text.substring(1, middle) + ":" + shown);
        }
        int colon = text.indexOf(':');
        String ref = colon < 0 ? text : text.substring(0, colon);
        String alias = colon < 0 ? text : text.substring(colon + 1);
        if (ref.isEmpty() || alias.isEmpty() || alias.contains(":")) {
            throw new NaruException.Invalid("bad format for links: " + text);
        }
        return new Link(ref, alias);
    }

    /** References to the containers that {@code record} links to. */
    public static List<String> refs(ContainerRecord record) {
        return of(record).stream().map(text -> parse(text).ref()).toList();
    }

    /** The links of a container on the default bridge; other networks resolve them as names. */
    public static List<String> of(ContainerRecord record) {
        var host = record.hostConfig();
        return host.network().equals(NetworkMode.DEFAULT_BRIDGE) ? host.links() : List.of();
    }
}

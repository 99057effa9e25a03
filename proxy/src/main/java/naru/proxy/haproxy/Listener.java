package naru.proxy.haproxy;

import naru.proxy.label.Settings.EntryPoint;

import java.util.List;

/**
 * An entry point and its addresses.
 *
 * @param binds the addresses as {@code bind} writes them: {@code *:80}
 */
public record Listener(EntryPoint by, List<String> binds) {
    public Listener {
        binds = List.copyOf(binds);
    }

    /** The name of its frontend. */
    String frontend() {
        return by.isDefault() ? by.name() : "entry:" + by.name();
    }
}

package naru.container;

import naru.container.store.ContainerRecord;
import naru.network.Networks;
import naru.network.model.Endpoint;
import naru.network.model.NaruException;
import naru.network.model.Sandbox;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Links of the default bridge, which has no name server: lines of /etc/hosts that follow the linked
 * container from run to run. (Links on other networks are names for the name server.)
 */
final class Links {
    private final Registered registered;
    private final Networks networks;

    Links(Registered registered, Networks networks) {
        this.registered = registered;
        this.networks = networks;
    }

    /** A container's link as it was asked for, {@code NAME} or {@code NAME:ALIAS}. */
    private record Link(String ref, String alias) {
        static Link parse(String text) {
            int colon = text.indexOf(':');
            String ref = colon < 0 ? text : text.substring(0, colon);
            String alias = colon < 0 ? text : text.substring(colon + 1);
            if (ref.isEmpty() || alias.isEmpty() || alias.contains(":")) {
                throw new NaruException.Invalid("bad format for links: " + text);
            }
            return new Link(ref, alias);
        }
    }

    /** Another container at its address, by all names that a link gives it. */
    record Linked(Endpoint endpoint, String names) {}

    /** Refuses links to nobody. */
    void check(List<String> links) {
        for (String text : links) {
            var link = Link.parse(text);
            try {
                registered.find(link.ref());
            } catch (NaruException.NotFound gone) {
                throw new NaruException.Invalid(
                        "could not get container for " + link.ref() + ": " + gone.getMessage());
            }
        }
    }

    /** Refuses a start beside linked containers that do not run. */
    void checkRunning(ContainerRecord record) {
        for (String text : of(record)) {
            var link = Link.parse(text);
            var other = registered.find(link.ref());
            if (!other.run.active()) {
                throw new NaruException.HostFailure(
                        "Cannot link to a non running container: /%s AS /%s/%s"
                                .formatted(other.record.name(), record.name(), link.alias()));
            }
        }
    }

    /**
     * Those of a container's links that lead to somebody at present. {@code opening} is a sandbox
     * that is just being opened, which others cannot find yet.
     */
    List<Linked> resolve(ContainerRecord record, @Nullable Sandbox opening) {
        var linked = new ArrayList<Linked>();
        for (String text : of(record)) {
            var link = Link.parse(text);
            find(link.ref()).ifPresent(other -> add(linked, link, other, opening));
        }
        return linked;
    }

    private void add(List<Linked> linked, Link link, Managed other, @Nullable Sandbox opening) {
        String name = other.record.name();
        String names = link.alias() + " " + other.record.config().hostname();
        String all = link.alias().equals(name) ? names : names + " " + name;
        boolean found = opening != null && opening.containerId().equals(other.id);
        var sandboxes = found ? Optional.ofNullable(opening) : networks.sandbox(other.id);
        sandboxes.stream()
                .flatMap(sandbox -> sandbox.endpoints().stream())
                .filter(endpoint -> endpoint.networkName().equals("bridge"))
                .forEach(endpoint -> linked.add(new Linked(endpoint, all)));
    }

    /** Running containers that are linked to this one. */
    List<Managed> linkedTo(String id) {
        return registered.all().stream()
                .filter(container -> container.run.active() && leadsTo(container.record, id))
                .toList();
    }

    private boolean leadsTo(ContainerRecord record, String id) {
        return of(record).stream()
                .map(text -> find(Link.parse(text).ref()))
                .anyMatch(other -> other.isPresent() && other.get().id.equals(id));
    }

    private Optional<Managed> find(String ref) {
        try {
            return Optional.of(registered.find(ref));
        } catch (NaruException.NotFound gone) {
            return Optional.empty();
        }
    }

    /** References to the containers that one is linked to. Pure. */
    static List<String> refs(ContainerRecord record) {
        return of(record).stream().map(text -> Link.parse(text).ref()).toList();
    }

    private static List<String> of(ContainerRecord record) {
        var host = record.hostConfig();
        return host.networkMode().equals("bridge") ? host.links() : List.of();
    }
}

package naru.container.etc;

import naru.container.plan.Link;
import naru.container.state.ContainerEntry;
import naru.container.state.ContainerTable;
import naru.container.store.ContainerRecord;
import naru.network.Networks;
import naru.network.address.Addresses;
import naru.network.model.Endpoint;
import naru.network.model.NaruException;
import naru.network.model.Sandbox;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Links of the default bridge, which has no name server: lines of /etc/hosts that follow the linked
 * container from run to run. (Links on other networks are names for the name server.)
 */
public final class Links {
    private final ContainerTable table;
    private final Networks networks;

    public Links(ContainerTable table, Networks networks) {
        this.table = table;
        this.networks = networks;
    }

    /**
     * The environment variables of a container's links, by the addresses that the linked containers
     * have at present.
     */
    public List<String> variables(ContainerRecord record) {
        var all = new ArrayList<String>();
        for (String text : Link.of(record)) {
            var link = Link.parse(text);
            find(link.ref()).ifPresent(other -> all.addAll(variables(record, link, other)));
        }
        return all;
    }

    private List<String> variables(ContainerRecord record, Link link, ContainerEntry other) {
        var config = other.record.config();
        return networks.sandbox(other.id).stream()
                .flatMap(sandbox -> sandbox.endpoints().stream())
                .filter(endpoint -> endpoint.networkName().equals("bridge"))
                .map(Endpoint::ipv4)
                .filter(Objects::nonNull)
                .map(address ->
                        new LinkVariables(
                                "/" + record.name() + "/" + link.alias(),
                                Addresses.text(address.address()),
                                config.env(),
                                config.exposedPorts().keySet().stream()
                                        .map(LinkVariables.Port::parse)
                                        .toList()))
                .flatMap(variables -> variables.assignments().stream())
                .toList();
    }

    /** A container's links as they are shown, {@code /NAME:/PARENT/ALIAS}. */
    public List<String> shown(ContainerRecord record) {
        return Link.of(record).stream()
                .map(Link::parse)
                .flatMap(link -> find(link.ref()).map(other -> shown(record, link, other)).stream())
                .toList();
    }

    private static String shown(ContainerRecord record, Link link, ContainerEntry other) {
        return other.path() + ":/" + record.name() + "/" + link.alias();
    }

    /** The links of a container with ids for names, so that they outlive a renaming. */
    public static List<String> byId(ContainerRecord record, ContainerEntry target) {
        return record.hostConfig().links().stream()
                .map(text -> {
                    var link = Link.parse(text);
                    return link.ref().equals(target.record.name())
                            ? target.id + ":" + link.alias()
                            : text;
                })
                .toList();
    }

    /** Rejects links to missing containers. */
    public void check(List<String> links) {
        for (String text : links) {
            var link = Link.parse(text);
            try {
                table.find(link.ref());
            } catch (NaruException.NotFound gone) {
                throw new NaruException.Invalid(
                        "could not get container for " + link.ref() + ": " + gone.getMessage());
            }
        }
    }

    /** Refuses a start beside linked containers that do not run. */
    void checkRunning(ContainerRecord record) {
        for (String text : Link.of(record)) {
            var link = Link.parse(text);
            var other = table.find(link.ref());
            if (!other.run().active()) {
                throw new NaruException.HostFailure(
                        "Cannot link to a non running container: /%s AS /%s/%s"
                                .formatted(other.record.name(), record.name(), link.alias()));
            }
        }
    }

    /**
     * The container's links whose targets are currently attached. {@code opening} is a sandbox that
     * is being opened, which is not in the table yet.
     */
    List<LinkedEndpoint> resolve(ContainerRecord record, @Nullable Sandbox opening) {
        var linked = new ArrayList<LinkedEndpoint>();
        for (String text : Link.of(record)) {
            var link = Link.parse(text);
            find(link.ref()).ifPresent(other -> add(linked, link, other, opening));
        }
        return linked;
    }

    private void add(
            List<LinkedEndpoint> linked,
            Link link,
            ContainerEntry other,
            @Nullable Sandbox opening) {
        String name = other.record.name();
        String names = link.alias() + " " + other.record.config().hostname();
        String all = link.alias().equals(name) ? names : names + " " + name;
        boolean found = opening != null && opening.containerId().equals(other.id);
        var sandboxes = found ? Optional.ofNullable(opening) : networks.sandbox(other.id);
        sandboxes.stream()
                .flatMap(sandbox -> sandbox.endpoints().stream())
                .filter(endpoint -> endpoint.networkName().equals("bridge"))
                .forEach(endpoint -> linked.add(new LinkedEndpoint(endpoint, all)));
    }

    /** Running containers that are linked to this one. */
    List<ContainerEntry> linkedTo(String id) {
        return table.all().stream()
                .filter(container -> container.run().active() && leadsTo(container.record, id))
                .toList();
    }

    private boolean leadsTo(ContainerRecord record, String id) {
        return Link.of(record).stream()
                .map(text -> find(Link.parse(text).ref()))
                .anyMatch(other -> other.isPresent() && other.get().id.equals(id));
    }

    private Optional<ContainerEntry> find(String ref) {
        try {
            return Optional.of(table.find(ref));
        } catch (NaruException.NotFound gone) {
            return Optional.empty();
        }
    }
}

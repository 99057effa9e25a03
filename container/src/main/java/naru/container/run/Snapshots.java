package naru.container.run;

import naru.container.config.EndpointSettings;
import naru.container.config.HostConfig;
import naru.container.etc.Links;
import naru.container.model.Container;
import naru.container.model.ContainerState;
import naru.container.model.Health;
import naru.container.mount.RootFileSystems;
import naru.container.plan.EndpointPlan;
import naru.container.plan.Link;
import naru.container.plan.PortPlan;
import naru.container.state.ContainerEntry;
import naru.container.state.ContainerPaths;
import naru.container.state.ContainerTable;
import naru.container.state.ImmutableFacts;
import naru.container.store.ContainerRecord;
import naru.container.store.RunState;
import naru.network.Networks;
import naru.network.model.Endpoint;
import naru.network.model.Network;
import naru.network.model.Sandbox;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Creates the snapshots of containers that other modules read. */
public final class Snapshots {
    private final ContainerPaths paths;
    private final Networks networks;
    private final RootFileSystems roots;
    private final ContainerTable table;
    private final Links links;

    public Snapshots(
            ContainerPaths paths,
            Networks networks,
            RootFileSystems roots,
            ContainerTable table,
            Links links) {
        this.table = table;
        this.links = links;
        this.paths = paths;
        this.networks = networks;
        this.roots = roots;
    }

    private ImmutableFacts fixed(ContainerEntry container) {
        var known = container.fixed;
        if (known == null) {
            var record = container.record;
            known =
                    new ImmutableFacts(
                            Instant.parse(record.created()),
                            roots.describe(record),
                            paths.log(record.id()),
                            paths.home(record.id()));
            container.fixed = known;
        }
        return known;
    }

    public Container of(ContainerEntry container) {
        var record = container.record;
        var fixed = fixed(container);
        var run = container.run();
        var sandbox = run.active() ? networks.sandbox(record.id()).orElse(null) : null;
        return new Container(
                record.id(),
                record.name(),
                fixed.created(),
                record.path(),
                record.args(),
                state(run, container.health()),
                record.imageId(),
                record.config(),
                host(record),
                networks(record, run, sandbox),
                sandbox == null ? Map.of() : PortPlan.shown(record.config(), sandbox.ports()),
                sandbox == null ? "" : sandbox.id().toString(),
                sandbox == null ? "" : sandbox.netns().toString(),
                record.mounts(),
                run.restartCount(),
                List.copyOf(container.execs.keySet()),
                fixed.rootFs(),
                fixed.log(),
                fixed.home(),
                table.linkNames(record.id()));
    }

    private HostConfig host(ContainerRecord record) {
        var host = record.hostConfig();
        return Link.of(record).isEmpty() ? host : host.withLinks(links.shown(record));
    }

    private static ContainerState state(RunState run, @Nullable Health health) {
        boolean restarting = run.restarting();
        return new ContainerState(
                run.statusText(),
                run.active() || restarting,
                run.status() == RunState.Status.PAUSED,
                restarting,
                run.oomKilled(),
                false,
                run.pid(),
                run.exitCode(),
                run.error(),
                time(run.startedAt()),
                time(run.finishedAt()),
                health);
    }

    private static String time(@Nullable String time) {
        return time == null ? ContainerState.NEVER : time;
    }

    private Map<String, EndpointSettings> networks(
            ContainerRecord record, RunState run, @Nullable Sandbox sandbox) {
        var shown = new TreeMap<String, EndpointSettings>(record.networks());
        if (sandbox != null) {
            for (Endpoint endpoint : sandbox.endpoints()) {
                if (endpoint.isGateway() && !record.networks().containsKey(Network.GATEWAY)) {
                    continue; // not of the user's networks, as in Docker
                }
                var configured =
                        shown.getOrDefault(endpoint.networkName(), EndpointSettings.DEFAULT);
                shown.put(endpoint.networkName(), EndpointPlan.shown(configured, endpoint));
            }
        } else if (run.startedAt() != null) {
            shown.replaceAll((name, settings) -> stopped(record, name, settings));
        }
        return shown;
    }

    /** Compose reads the network's id of stopped containers to find those to create again. */
    private EndpointSettings stopped(
            ContainerRecord record, String name, EndpointSettings settings) {
        return networks.find(name)
                .map(network -> EndpointPlan.shownStopped(record, settings, network))
                .orElse(settings);
    }
}

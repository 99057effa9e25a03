package naru.container.change;

import naru.container.config.ContainerConfig;
import naru.container.config.ContainerRef;
import naru.container.config.CreateRequest;
import naru.container.config.EndpointSettings;
import naru.container.config.HostConfig;
import naru.container.config.HostDefaults;
import naru.container.config.MountPoint;
import naru.container.config.NetworkMode;
import naru.container.etc.HostsFile;
import naru.container.etc.Links;
import naru.container.event.ContainerEvent;
import naru.container.model.Created;
import naru.container.model.CreationAdvisor;
import naru.container.mount.MountChecks;
import naru.container.mount.MountPlan;
import naru.container.oci.SpecBuilder;
import naru.container.plan.EndpointLabels;
import naru.container.plan.EndpointPlan;
import naru.container.plan.HealthRules;
import naru.container.plan.HostChecks;
import naru.container.plan.LimitChecks;
import naru.container.plan.LogAttributes;
import naru.container.plan.LogFiles;
import naru.container.plan.MergedConfig;
import naru.container.plan.Names;
import naru.container.plan.NetworkWarnings;
import naru.container.plan.PortPlan;
import naru.container.plan.SignalNames;
import naru.container.run.ContainerComponents;
import naru.container.state.Cleanup;
import naru.container.state.ContainerEntry;
import naru.container.store.ContainerRecord;
import naru.container.store.RunState;
import naru.container.volume.Volumes;
import naru.network.model.NaruException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/** Makes containers that do not run yet: checks a request, fills in defaults, writes it down. */
public final class ContainerCreator {
    private static final int MAX_HOSTNAME = 64; // linux/utsname.h

    /** All of them mean the one that is there. */
    private static final Set<String> RUNTIMES = Set.of("runc", "crun", "io.containerd.runc.v2");

    private final ContainerComponents parts;
    private final Volumes volumes;
    private final HostDefaults defaults;
    private final RandomGenerator random;
    private volatile CreationAdvisor advisor = CreationAdvisor.NONE;

    public ContainerCreator(
            ContainerComponents parts,
            Volumes volumes,
            HostDefaults defaults,
            RandomGenerator random) {
        this.parts = parts;
        this.defaults = defaults;
        this.volumes = volumes;
        this.random = random;
    }

    /** Adds the warnings of an advisor from now on. */
    public void advisedBy(CreationAdvisor next) {
        advisor = next;
    }

    public Created create(@Nullable String wantedName, CreateRequest request) {
        var image = parts.images().find(request.config().image(), request.platform());
        String name =
                wantedName == null || wantedName.isEmpty() ? freeName() : Names.checked(wantedName);
        String id = freeId();
        var host = resolved(request.hostConfig().filled(defaults));
        check(request.config(), host);
        var warnings = HostChecks.warnings(host);
        host = HostChecks.granted(host);
        var config =
                MergedConfig.of(
                        request.config(), image.config(), hostname(host, Names.shortId(id)));
        var line = MergedConfig.commandLine(config);
        var networks = networks(request, host, config);
        new Links(parts.table(), parts.networks()).check(host.links());
        var draft = record(id, name, image.id(), line, config, host, networks, List.of());
        checkNetwork(draft);
        warnings.addAll(new NetworkWarnings(parts.networks()).of(draft));
        warnings.addAll(advisor.warnings(name, config));
        LogAttributes.of(draft);
        var mounts =
                new MountPlan(
                                volumes,
                                ref -> parts.table().find(ref).record.mounts(),
                                parts.paths().dataRoot(),
                                request.shallowReadOnly())
                        .plan(config, host);
        var record = record(id, name, image.id(), line, config, host, networks, mounts);
        add(record);
        return new Created(id, warnings);
    }

    private ContainerRecord record(
            String id,
            String name,
            String imageId,
            List<String> line,
            ContainerConfig config,
            HostConfig host,
            Map<String, EndpointSettings> networks,
            List<MountPoint> mounts) {
        return new ContainerRecord(
                id,
                name,
                parts.clock().instant().toString(),
                imageId,
                line.getFirst(),
                line.subList(1, line.size()),
                config,
                host,
                networks,
                mounts);
    }

    private void add(ContainerRecord record) {
        try {
            Files.createDirectories(parts.paths().home(record.id()));
        } catch (IOException failure) {
            throw new NaruException.HostFailure("cannot create container: " + failure, failure);
        }
        var container = new ContainerEntry(record, RunState.NEW);
        try {
            parts.table().add(container);
        } catch (RuntimeException refused) {
            Cleanup.attempt(() -> parts.roots().delete(record.id()));
            throw refused;
        }
        EndpointPlan.remember(parts.networks(), record);
        parts.log().append(new ContainerEvent.Created(container.info()));
    }

    private String freeName() {
        String name = Names.random(random);
        while (!parts.table().isNameFree(name)) {
            name = Names.random(random) + random.nextInt(10);
        }
        return name;
    }

    private String freeId() {
        byte[] bytes = new byte[32];
        random.nextBytes(bytes);
        String id = HexFormat.of().formatHex(bytes);
        String shortId = Names.shortId(id);
        boolean taken = parts.table().all().stream().anyMatch(c -> c.id.startsWith(shortId));
        return taken ? freeId() : id;
    }

    /** Names that may change are replaced by what they mean now. */
    private HostConfig resolved(HostConfig host) {
        checkDonor(host.pidMode());
        checkDonor(host.ipcMode());
        if (!(host.network() instanceof NetworkMode.SharedWith(var ref))) {
            return host.withNetworkMode(canonical(host.networkMode()));
        }
        if (ref.isEmpty()) {
            throw new NaruException.Invalid(
                    "invalid network mode: invalid container format container:<name|id>");
        }
        return host.withNetworkMode(ContainerRef.mode(parts.table().find(ref).id));
    }

    /** Refuses to share a namespace of a container that does not exist. */
    private void checkDonor(String mode) {
        String ref = ContainerRef.in(mode).orElse("");
        if (!ref.isEmpty()) {
            try {
                parts.table().find(ref);
            } catch (NaruException.NotFound missing) {
                throw new NaruException.Invalid("No such container: " + ref);
            }
        }
    }

    private String canonical(String network) {
        String ref = network.equals("default") ? parts.networks().defaultName() : network;
        return parts.networks().find(ref).map(found -> found.name()).orElse(ref);
    }

    private String hostname(HostConfig host, String usual) {
        return switch (host.network()) {
            case NetworkMode.SharedWith(var other) ->
                    parts.table().find(other).record.config().hostname();
            case NetworkMode.Host _ -> hostsOwnName(usual);
            case NetworkMode.None _, NetworkMode.Named _ -> usual;
        };
    }

    private static String hostsOwnName(String otherwise) {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
        } catch (IOException unreadable) {
            return otherwise;
        }
    }

    private static void check(ContainerConfig config, HostConfig host) {
        if (config.hostname().length() > MAX_HOSTNAME) {
            throw new NaruException.Invalid("invalid hostname: " + config.hostname());
        }
        if (!config.workingDir().isEmpty() && !config.workingDir().startsWith("/")) {
            throw new NaruException.Invalid(
                    "the working directory '"
                            + config.workingDir()
                            + "' is invalid, it needs to be an absolute path");
        }
        for (String assignment : config.env()) {
            if (assignment.isEmpty() || assignment.startsWith("=")) {
                throw new NaruException.Invalid("invalid environment variable: " + assignment);
            }
        }
        if (!RUNTIMES.contains(host.runtime())) {
            throw new NaruException.Invalid("unknown or invalid runtime name: " + host.runtime());
        }
        LimitChecks.check(host);
        LogFiles.of(host);
        HostChecks.check(host);
        SpecBuilder.check(host);
        MountChecks.check(host);
        if (!config.stopSignal().isEmpty()) {
            SignalNames.number(config.stopSignal());
        }
        HealthRules.check(config.healthcheck());
        checkRestart(host);
        checkConflicts(config, host);
        PortPlan.requests(config, host);
    }

    static void checkRestart(HostConfig host) {
        var policy = host.restartPolicy();
        if (!List.of("no", "always", "unless-stopped", "on-failure").contains(policy.name())) {
            throw new NaruException.Invalid(
                    "invalid restart policy: unknown policy '"
                            + policy.name()
                            + "'; use one of 'no', 'always', 'on-failure', or 'unless-stopped'");
        }
        if (policy.maximumRetryCount() != 0 && !policy.name().equals("on-failure")) {
            throw new NaruException.Invalid(
                    "invalid restart policy: maximum retry count can only be used with"
                            + " 'on-failure'");
        }
        if (policy.maximumRetryCount() < 0) {
            throw new NaruException.Invalid(
                    "invalid restart policy: maximum retry count cannot be negative");
        }
        if (policy.restarts() && host.autoRemove()) {
            throw new NaruException.Invalid(
                    "can't create 'AutoRemove' container with restart policy");
        }
    }

    private static void checkConflicts(ContainerConfig config, HostConfig host) {
        var mode = host.network();
        boolean shared = mode.isShared();
        refuse(shared && !config.hostname().isEmpty(), "hostname and the network mode");
        refuse(
                host.utsMode().equals("host") && !config.hostname().isEmpty(),
                "hostname and the UTS mode");
        refuse(shared && !host.dns().isEmpty(), "dns and the network mode");
        refuse(
                shared && !host.extraHosts().isEmpty(),
                "custom host-to-IP mapping and the network mode");
        refuse(shared && !config.macAddress().isEmpty(), "mac-address and the network mode");
        refuse(
                shared && (!host.portBindings().isEmpty() || host.publishAllPorts()),
                "port publishing and the container type network mode");
        refuse(
                shared && !config.exposedPorts().isEmpty(),
                "port exposing and the container type network mode");
        if (mode.isHost()) {
            host.sysctls().keySet().stream()
                    .filter(name -> name.startsWith("net."))
                    .findFirst()
                    .ifPresent(name -> {
                        throw new NaruException.Invalid(
                                "sysctl \"%s\" not allowed in host network namespace"
                                        .formatted(name));
                    });
        }
        if (!host.links().isEmpty() && (shared || mode.isHost())) {
            throw new NaruException.Invalid(
                    "conflicting options: "
                            + (shared ? "container" : "host")
                            + " type networking can't be used with links. This would result in"
                            + " undefined behavior");
        }
    }

    private static void refuse(boolean conflict, String what) {
        if (conflict) {
            throw new NaruException.Invalid("conflicting options: " + what);
        }
    }

    private Map<String, EndpointSettings> networks(
            CreateRequest request, HostConfig host, ContainerConfig config) {
        var networks = new TreeMap<String, EndpointSettings>();
        if (host.network().isShared()) {
            return networks;
        }
        request.networkingConfig()
                .endpointsConfig()
                .forEach((name, settings) ->
                        networks.put(
                                canonical(name),
                                settings == null
                                        ? EndpointSettings.DEFAULT
                                        : settings.configuration()));
        var main = networks.getOrDefault(host.networkMode(), EndpointSettings.DEFAULT);
        if (main.macAddress().isEmpty() && !config.macAddress().isEmpty()) {
            main = main.withMacAddress(config.macAddress());
        }
        networks.put(host.networkMode(), main);
        if (networks.size() > 1 && networks.containsKey("none")) {
            throw new NaruException.Invalid(
                    "container cannot be connected to multiple networks with one of the networks in"
                            + " private (none) mode");
        }
        if (networks.size() > 1 && networks.containsKey("host")) {
            throw new NaruException.Invalid(
                    "cannot connect container to host network - container must be created in host"
                            + " network mode");
        }
        return networks;
    }

    /** What can be judged now is judged now; a network that is not there yet may come. */
    private void checkNetwork(ContainerRecord draft) {
        parts.files().dns(draft);
        for (var spec : EndpointPlan.specs(draft)) {
            EndpointLabels.drain(spec.driverOptions());
            if (parts.networks().find(spec.network()).isPresent()) {
                parts.networks().check(spec);
            }
        }
        HostsFile.of(draft, List.of(), List.of(), List.of(), true);
    }
}

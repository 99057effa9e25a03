package naru.proxy.haproxy;

import static org.assertj.core.api.Assertions.assertThat;

import naru.proxy.haproxy.ProxySettings.Http3;
import naru.proxy.haproxy.ProxySettings.Listener;
import naru.proxy.haproxy.tls.CertificateList;
import naru.proxy.haproxy.tls.Certificates;
import naru.proxy.label.LabelsOf;
import naru.proxy.label.Settings;
import naru.proxy.label.Settings.EntryPoint;
import naru.proxy.label.Settings.EntryPoint.Kind;
import naru.proxy.label.Vocabularies;
import naru.proxy.model.Definitions;
import naru.proxy.model.Workload;
import naru.proxy.rule.AddressRange;
import naru.proxy.table.Member;
import naru.proxy.table.RoutingTable;
import naru.proxy.table.TableBuilder;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** HAProxy with the configuration of some containers, whose members run in this process. */
final class TestProxy implements AutoCloseable {
    private final Path folder;
    private final Map<String, TestMember> members;
    private final HaproxyProcess process;
    private final Optional<HaproxyProcess> passwords;
    private final Configuration configuration;

    private TestProxy(
            Path folder,
            Map<String, TestMember> members,
            HaproxyProcess process,
            Optional<HaproxyProcess> passwords,
            Configuration configuration) {
        this.folder = folder;
        this.members = members;
        this.process = process;
        this.passwords = passwords;
        this.configuration = configuration;
    }

    /** Containers to be. */
    static final class Builder {
        private final Path folder;
        private final List<Workload> workloads = new ArrayList<>();
        private final Map<String, TestMember> members = new HashMap<>();
        private final Map<String, Integer> ports = new HashMap<>();
        private List<AddressRange> trusted = List.of();
        private Certificates certificates = Certificates.NONE;
        private OwnAnswers answers = OwnAnswers.NONE;
        private String accessLog = "";
        private final List<String> https = new ArrayList<>();
        private final List<Listener> entryPoints = new ArrayList<>();
        private Http3 http3 = Http3.OFF;
        private String defaultHost = "";
        private boolean isConfined;
        private boolean hasProblems;

        Builder(Path folder) {
            this.folder = folder;
            https.add("unix@" + folder.resolve("https.sock"));
        }

        /** Accepts HTTPS at a port of the loopback interface, too. */
        Builder httpsAt(int port) {
            https.add("127.0.0.1:" + port);
            return this;
        }

        /** A further entry point at a port of the loopback interface. */
        Builder entryPoint(String name, Kind kind, int port) {
            var by = new EntryPoint(name, kind, false);
            entryPoints.add(
                    new Listener(by, List.of("127.0.0.1:" + port), false, trusted, List.of()));
            return this;
        }

        /** Sends all requests by HTTP to HTTPS. */
        Builder redirecting() {
            var binds = List.of("unix@" + folder.resolve("http.sock") + " accept-proxy");
            entryPoints.add(new Listener(EntryPoint.HTTP, binds, true, trusted, List.of()));
            return this;
        }

        Builder http3(Http3 wanted) {
            http3 = wanted;
            return this;
        }

        /** Whose routes serve unknown hosts. */
        Builder defaultHost(String host) {
            defaultHost = host;
            return this;
        }

        private Settings settings() {
            var all = new HashMap<>(Settings.DEFAULT.entryPoints());
            entryPoints.forEach(listener -> all.put(listener.by().name(), listener.by()));
            return new Settings(false, all, defaultHost);
        }

        Builder trust(String range) {
            trusted = List.of(AddressRange.of(range));
            return this;
        }

        Builder certificates(Certificates all) {
            certificates = all;
            return this;
        }

        Builder answers(OwnAnswers all) {
            answers = all;
            return this;
        }

        /** Labels may have problems. */
        Builder withProblems() {
            hasProblems = true;
            return this;
        }

        /** With a master process, and a worker of another user that is confined to a directory. */
        Builder confined() {
            isConfined = true;
            return this;
        }

        Builder logRequests(String address) {
            accessLog = address;
            return this;
        }

        /** A container with a member that answers with its name. */
        Builder container(String name, String labels) throws IOException {
            return container(name, labels, request -> TestMember.ok(name));
        }

        Builder container(String name, String labels, TestMember.Answers answers)
                throws IOException {
            return workload(LabelsOf.container(name, labels, 80), answers);
        }

        /** A container with a name of its own that belongs to a service of Compose. */
        Builder workload(Workload workload, TestMember.Answers answers) throws IOException {
            workloads.add(workload);
            members.put(workload.name(), TestMember.start(workload.name(), answers));
            return this;
        }

        /** A container whose member listens on a port of the loopback interface already. */
        Builder elsewhere(String name, String labels, int port) {
            workloads.add(LabelsOf.container(name, labels, 80));
            ports.put(name, port);
            return this;
        }

        /** A container that does not listen. */
        Builder dead(String name, String labels) throws IOException {
            container(name, labels);
            members.get(name).close();
            return this;
        }

        RoutingTable table() {
            List<Definitions> all =
                    workloads.stream()
                            .map(workload -> Vocabularies.read(workload, settings()))
                            .toList();
            return TableBuilder.build(settings(), all);
        }

        Configuration write() throws IOException {
            var settings =
                    new ProxySettings(
                            folder,
                            List.of(
                                    "unix@" + folder.resolve("http.sock") + " accept-proxy",
                                    "unix@" + folder.resolve("plain.sock")),
                            https,
                            entryPoints,
                            http3,
                            443,
                            trusted,
                            List.of(),
                            isConfined ? "nobody" : "",
                            isConfined,
                            500,
                            accessLog,
                            Duration.ofMinutes(1));
            var table = table();
            if (!hasProblems) {
                assertThat(table.problems()).isEmpty();
            }
            var configuration =
                    new ConfigurationWriter(settings, HaproxyVersion.V2_6)
                            .write(table, certificates, this::server, this::address, answers);
            Files.createDirectories(folder.resolve(ProxySettings.JAIL));
            if (table.routes().stream().anyMatch(routed -> routed.cache().isPresent())) {
                Files.createDirectories(settings.cacheFolder());
            }
            Files.writeString(folder.resolve("servers.state"), "1\n");
            Files.writeString(
                    folder.resolve(CertificateList.FILE),
                    CertificateList.text(configuration.certificates()));
            Files.writeString(folder.resolve("haproxy.cfg"), configuration.text());
            for (var file : configuration.files().entrySet()) {
                Files.writeString(folder.resolve(file.getKey()), file.getValue());
            }
            for (var map : configuration.maps().entrySet()) {
                Files.writeString(folder.resolve(map.getKey()), map.getValue());
            }
            return configuration;
        }

        private Optional<Server> server(Member member) {
            var port = ports.get(member.workload().name());
            if (port != null) {
                var name = member.workload().name();
                return Optional.of(new Server(name, "127.0.0.1", port, member.weight()));
            }
            return Optional.ofNullable(members.get(member.workload().name()))
                    .map(running -> running.server(member.weight()));
        }

        /** Members listen on ports of their own, so a test names one by its port. */
        private Optional<String> address(String project, String host) {
            return members.containsKey(host) || host.equals("127.0.0.1")
                    ? Optional.of("127.0.0.1")
                    : Optional.empty();
        }

        TestProxy start() throws IOException, InterruptedException {
            var configuration = write();
            if (!hasProblems) {
                assertThat(configuration.problems()).isEmpty();
            }
            Optional<HaproxyProcess> passwords =
                    configuration.passwordFiles().isEmpty()
                            ? Optional.empty()
                            : Optional.of(HaproxyProcess.passwords(folder));
            return new TestProxy(
                    folder,
                    members,
                    isConfined
                            ? HaproxyProcess.startMaster(folder, folder.resolve("http.sock"))
                            : HaproxyProcess.start(folder, folder.resolve("http.sock")),
                    passwords,
                    configuration);
        }
    }

    static Builder in(Path folder) {
        return new Builder(folder);
    }

    TestMember member(String name) {
        return java.util.Objects.requireNonNull(members.get(name));
    }

    Configuration configuration() {
        return configuration;
    }

    String log() throws IOException {
        return process.log();
    }

    /** Goes on for its connections only, as the worker of a former configuration does. */
    void finish() throws IOException, InterruptedException {
        process.finish();
    }

    void stopPasswords() {
        passwords.ifPresent(HaproxyProcess::close);
    }

    Path folder() {
        return folder;
    }

    /** The response to a GET request with further header lines. */
    Message get(String url, String... fields) throws IOException {
        return request("GET", url, "", fields);
    }

    Message request(String method, String url, String body, String... fields) throws IOException {
        int slash = url.indexOf('/');
        var lines = fields.length == 0 ? "" : String.join("\r\n", fields) + "\r\n";
        var length = body.isEmpty() ? "" : "Content-Length: " + body.length() + "\r\n";
        return send(
                method
                        + " "
                        + url.substring(slash)
                        + " HTTP/1.1\r\nHost: "
                        + url.substring(0, slash)
                        + "\r\n"
                        + lines
                        + length
                        + "\r\n"
                        + body,
                method);
    }

    private Message send(String text, String method) throws IOException {
        return raw("192.0.2.9", text, method);
    }

    /** The first response to some bytes from a client of an address. */
    Message raw(String client, String text, String method) throws IOException {
        try (var channel =
                SocketChannel.open(UnixDomainSocketAddress.of(folder.resolve("http.sock")))) {
            var all = "PROXY TCP4 " + client + " 198.51.100.1 40000 80\r\n" + text;
            try {
                Channels.newOutputStream(channel).write(all.getBytes(StandardCharsets.ISO_8859_1));
            } catch (IOException ignored) {
                // the response came before the end of the request
            }
            var in = Channels.newInputStream(channel);
            return Message.read(in, !method.equals("HEAD"))
                    .orElseThrow(() -> new IOException("no response"));
        }
    }

    @Override
    public void close() {
        process.close();
        passwords.ifPresent(HaproxyProcess::close);
        members.values().forEach(TestMember::close);
    }
}

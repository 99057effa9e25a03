package naru.bench;

import naru.proxy.runtime.HaproxyProgram;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Two members that answer with 1 KB, and HAProxy, nginx and Caddy in front of them, configured by
 * hand with as many host names as Naru's proxy has. All on loopback in one network namespace.
 */
final class ProxyPeers implements AutoCloseable {
    static final List<Integer> MEMBERS = List.of(9001, 9002);
    private static final int FIRST_PORT = 8081;
    private static final String SERVERS =
            MEMBERS.stream().map(port -> "127.0.0.1:" + port).collect(Collectors.joining(" "));

    private final String netns;
    private final Path folder;
    private final List<Process> processes = new ArrayList<>();

    ProxyPeers(String netns, Path folder) throws IOException {
        this.netns = netns;
        this.folder = Files.createDirectories(folder);
    }

    static String host(int number) {
        return "s" + number + ".test";
    }

    /** The members, which cost little: HAProxy answers by itself. */
    void members() throws IOException, InterruptedException {
        var text = new StringBuilder("defaults\n  mode http\n  timeout client 60s\n");
        text.append("global\n  nbthread 1\nfrontend members\n");
        MEMBERS.forEach(port -> text.append("  bind 127.0.0.1:").append(port).append('\n'));
        text.append("  http-request return status 200 content-type text/plain string ");
        text.append("x".repeat(1024)).append('\n');
        start("haproxy", "-db", "-f", write("members.cfg", text.toString()));
        for (int port : MEMBERS) {
            awaitPort(port);
        }
    }

    /** The proxies that are installed. */
    List<ProxySide> proxies(int hosts) throws IOException, InterruptedException {
        var sides = new ArrayList<ProxySide>();
        var haproxy = write("haproxy-" + hosts + ".cfg", haproxy(FIRST_PORT, hosts));
        sides.add(side("haproxy", FIRST_PORT, start("haproxy", "-db", "-f", haproxy)));
        var nginx = write("nginx-" + hosts + ".conf", nginx(FIRST_PORT + 1, hosts));
        sides.add(
                side(
                        "nginx",
                        FIRST_PORT + 1,
                        start("nginx", "-e", "stderr", "-p", folder.toString(), "-c", nginx)));
        if (Shell.isOnPath("caddy")) {
            var caddy = write("Caddyfile-" + hosts, caddy(FIRST_PORT + 2, hosts));
            var process = start("caddy", "run", "--adapter", "caddyfile", "--config", caddy);
            sides.add(side("caddy", FIRST_PORT + 2, process));
        }
        return sides;
    }

    /** nginx that answers from its cache. */
    ProxySide cachingNginx() throws IOException, InterruptedException {
        int port = FIRST_PORT + 3;
        var cached =
                nginx(port, 1)
                        .replace(
                                "http {\n",
                                "http {\n  proxy_cache_path "
                                        + folder.resolve("cache")
                                        + " keys_zone=cache:16m;\n  proxy_cache cache;\n"
                                        + "  proxy_cache_valid 200 1h;\n"
                                        + "  add_header X-Cache $upstream_cache_status;\n");
        var config = write("nginx-cache.conf", cached);
        var process = start("nginx", "-e", "stderr", "-p", folder.toString(), "-c", config);
        return side("nginx", port, process);
    }

    private ProxySide side(String name, int port, Process process)
            throws IOException, InterruptedException {
        awaitPort(port);
        var all = Stream.concat(Stream.of(process.toHandle()), process.descendants()).toList();
        return new ProxySide(name, port, all);
    }

    private String haproxy(int port, int hosts) throws IOException {
        var map = write("hosts-" + hosts + ".map", each(hosts, host -> host + " members\n"));
        return """
        global
          maxconn 4000
        defaults
          mode http
          timeout client 60s
          timeout server 60s
          timeout connect 5s
          option redispatch
          retries 3
          retry-on conn-failure empty-response
        frontend http
          bind 127.0.0.1:%d
          http-request del-header X-Forwarded- -m beg
          http-request del-header X-Real-Ip
          http-request del-header Forwarded
          http-request set-header X-Forwarded-For %%[src]
          http-request set-header X-Forwarded-Proto http
          http-request set-header X-Forwarded-Host %%[req.hdr(host)]
          http-request set-header X-Forwarded-Port %%[dst_port]
          http-request set-header X-Real-Ip %%[src]
          use_backend %%[req.hdr(host),host_only,lower,map_str(%s,none)]
        backend none
          http-request return status 404
        backend members
        %s\
        """
                .formatted(
                        port,
                        map,
                        Stream.of(SERVERS.split(" "))
                                .map(member -> "  server s" + member + " " + member + " check\n")
                                .collect(Collectors.joining()));
    }

    private String nginx(int port, int hosts) {
        var servers =
                Stream.of(SERVERS.split(" "))
                        .map(member -> "server " + member + ";")
                        .collect(Collectors.joining());
        return """
        daemon off;
        user root;
        worker_processes 2;
        pid %1$s/nginx-%2$d.pid;
        error_log stderr;
        events { worker_connections 4000; }
        http {
          access_log off;
          client_body_temp_path %1$s/body;
          proxy_temp_path %1$s/answers;
          fastcgi_temp_path %1$s/fastcgi;
          uwsgi_temp_path %1$s/uwsgi;
          scgi_temp_path %1$s/scgi;
          server_names_hash_max_size 8192;
          upstream members { %3$s keepalive 64; }
          proxy_http_version 1.1;
          proxy_set_header Connection "";
          proxy_set_header Host $host;
          proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
          proxy_set_header X-Forwarded-Proto http;
          keepalive_requests 100000000;
        %4$s}
        """
                .formatted(
                        folder,
                        hosts,
                        servers,
                        each(
                                hosts,
                                host ->
                                        "server { listen 127.0.0.1:%d; server_name %s;"
                                                        .formatted(port, host)
                                                + " location / { proxy_pass http://members; }"
                                                + " }\n"));
    }

    private static String caddy(int port, int hosts) {
        return "{\n  admin off\n  auto_https off\n}\n"
                + each(
                        hosts,
                        host ->
                                "http://%s:%d {\n  bind 127.0.0.1\n  reverse_proxy %s\n}\n"
                                        .formatted(host, port, SERVERS));
    }

    private static String each(int hosts, Function<String, String> line) {
        return IntStream.range(0, hosts)
                .mapToObj(ProxyPeers::host)
                .map(line)
                .collect(Collectors.joining());
    }

    private String write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text).toString();
    }

    private Process start(String... command) throws IOException {
        var entered = new ArrayList<>(List.of("nsenter", "--net=/run/netns/" + netns));
        entered.addAll(List.of(command));
        var builder =
                new ProcessBuilder(entered)
                        .redirectErrorStream(true)
                        .redirectOutput(
                                ProcessBuilder.Redirect.appendTo(
                                        folder.resolve(command[0] + ".log").toFile()));
        builder.environment().put("HOME", folder.toString()); // Caddy's files
        var program = Path.of(Shell.run("sh", "-c", "command -v " + command[0]).strip());
        builder.environment().put("LD_LIBRARY_PATH", HaproxyProgram.libraries(program));
        var process = builder.start();
        processes.add(process);
        return process;
    }

    private void awaitPort(int port) throws IOException, InterruptedException {
        var table = ":%04X 00000000:0000 0A".formatted(new InetSocketAddress(port).getPort());
        for (int i = 0; i < 1_000; i++) {
            if (Shell.run("nsenter", "--net=/run/netns/" + netns, "cat", "/proc/net/tcp")
                    .contains(table)) {
                return;
            }
            Thread.sleep(20);
        }
        throw new IOException("nothing listens at port " + port + ": " + logs());
    }

    private String logs() throws IOException {
        return Shell.run("sh", "-c", "tail -n 5 " + folder + "/*.log");
    }

    /** Ends all processes but the first ones. */
    void end(int kept) {
        while (processes.size() > kept) {
            var process = processes.removeLast();
            process.descendants().forEach(ProcessHandle::destroy);
            process.destroy();
            process.onExit().join();
        }
    }

    @Override
    public void close() {
        end(0);
    }
}

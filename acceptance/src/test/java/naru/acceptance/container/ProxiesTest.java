package naru.acceptance.container;

import static org.assertj.core.api.Assertions.assertThat;

import naru.acceptance.lab.CommandLine;
import naru.acceptance.lab.Docker;
import naru.acceptance.lab.Eventually;
import naru.acceptance.lab.InLab;
import naru.acceptance.lab.Lab;
import naru.acceptance.lab.LabHost;
import naru.acceptance.lab.Product;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.TreeSet;

/**
 * Debian's nginx and HAProxy in containers find those who have an alias by our name server, and
 * follow when there are more of them or fewer.
 */
@InLab
class ProxiesTest {
    private static final String NGINX =
            """
            daemon off;
            user root root;
            error_log stderr;
            pid /tmp/nginx.pid;
            events {}
            http {
                access_log off;
                client_body_temp_path /tmp/body;
                proxy_temp_path /tmp/proxy;
                fastcgi_temp_path /tmp/fastcgi;
                uwsgi_temp_path /tmp/uwsgi;
                scgi_temp_path /tmp/scgi;
                resolver 127.0.0.11 ipv6=off;
                server {
                    listen 80;
                    set $members web;
                    location / {
                        proxy_pass http://$members:80;
                    }
                }
            }
            """;

    private static final String HAPROXY =
            """
            defaults
                mode http
                timeout connect 2s
                timeout client 5s
                timeout server 5s
            resolvers naru
                nameserver dns 127.0.0.11:53
                accepted_payload_size 8192
                timeout resolve 300ms
                timeout retry 300ms
                hold valid 300ms
                hold obsolete 0s
            frontend front
                bind :80
                default_backend members
            backend members
                balance roundrobin
                server-template web 5 web:80 check inter 200ms resolvers naru resolve-prefer ipv4 init-addr none
            """;

    private final LabHost host;
    private final Docker docker;

    @TempDir Path here;

    ProxiesTest(Lab lab) {
        host = lab.host();
        docker = host.docker();
    }

    @Test
    void nginxFollows() throws Throwable {
        follows("nginx", NGINX, "-c /proxy.conf");
    }

    @Test
    void haproxyFollows() throws Throwable {
        follows("haproxy", HAPROXY, "-db -f /proxy.conf");
    }

    private void follows(String program, String configuration, String options) throws Throwable {
        docker.cli("network create -o naru.dns.ttl=1 front");
        member("web-1");
        member("web-2");
        run(program, configuration, options);

        answerInTheEnd("web-1", "web-2");
        member("web-3");
        answerInTheEnd("web-1", "web-2", "web-3");
        var stop = docker.start("stop -t 1 web-1");
        while (stop.isAlive()) {
            answers(); // each of them comes
        }
        answerInTheEnd("web-2", "web-3");
    }

    /** One that goes on serving for longer than the proxies remember it. */
    private void member(String name) {
        docker.web(name, "--network front --network-alias web --label naru.endpoint.drain=3s");
    }

    private void run(String program, String configuration, String options) throws IOException {
        var file = Files.writeString(here.resolve("proxy.conf"), configuration);
        var tools = Files.createDirectories(Product.root().resolve("build/tools"));
        docker.cli(
                "run -d --name proxy --network front -v {}:/proxy.conf:ro -v {}:/tools:ro"
                        + " -v /usr:/usr:ro -v /lib:/lib:ro -v /lib64:/lib64:ro"
                        + " -e PATH=/tools/usr/sbin:/usr/sbin -e LD_LIBRARY_PATH={} busybox {} {}",
                file,
                tools,
                "/tools/usr/lib/x86_64-linux-gnu:/tools/usr/lib/aarch64-linux-gnu",
                program,
                CommandLine.words(options));
    }

    private void answerInTheEnd(String... members) throws Throwable {
        Eventually.within(
                Duration.ofSeconds(15), () -> assertThat(answers()).containsExactly(members));
    }

    /** Who answers thirty requests by the proxy, none of which may fail. */
    private TreeSet<String> answers() {
        var url = "http://" + docker.address("proxy") + "/?[1-30]";
        var names = host.shell().run("curl -sSf --max-time 10 {}", url).lines();
        assertThat(names).hasSize(30);
        return new TreeSet<>(names);
    }
}

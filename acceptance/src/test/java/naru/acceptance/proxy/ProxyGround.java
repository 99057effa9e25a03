package naru.acceptance.proxy;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import naru.acceptance.lab.CommandLine;
import naru.acceptance.lab.Deadline;
import naru.acceptance.lab.Docker;
import naru.acceptance.lab.Lab;
import naru.acceptance.lab.LabHost;
import naru.acceptance.lab.Product;
import naru.acceptance.lab.RawApi;
import naru.acceptance.lab.Shell;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;

/** The proxy of a lab's first host, and a client on its neighbour. */
final class ProxyGround implements AutoCloseable {
    static final String ADDRESS = "10.213.0.11"; // of a lab's first host

    private static final String TEXT = "\"((?:[^\"\\\\]|\\\\.)*)\"";
    private static final Pattern MEMBER =
            Pattern.compile(
                    "\"Container\":%1$s,\"Address\":%1$s,\"Weight\":\\d+,\"State\":%1$s,\"Reason\":%1$s"
                            .formatted(TEXT));
    private static final Pattern PROBLEM =
            Pattern.compile("\"Container\":%1$s,\"Key\":%1$s,\"Text\":%1$s".formatted(TEXT));

    private final LabHost host;
    private final LabHost client;
    private final RawApi api;

    /** Starts the proxy. Skips the test where no HAProxy is installed. */
    ProxyGround(Lab lab) {
        host = lab.host();
        client = lab.neighbour();
        api = new RawApi(docker().endpoint(), false);
        assumeTrue(
                Arrays.stream(System.getenv("PATH").split(":"))
                        .anyMatch(folder -> Files.isExecutable(Path.of(folder, "haproxy"))),
                "no haproxy here");
        post("enable");
    }

    Docker docker() {
        return host.docker();
    }

    LabHost host() {
        return host;
    }

    LabHost client() {
        return client;
    }

    Shell.Result naru(String command, Object... arguments) {
        return new Shell()
                .with("DOCKER_HOST", docker().endpoint())
                .run("{} proxy {}", Product.naru(), CommandLine.words(command, arguments));
    }

    /** A web server of a service that answers with its name. */
    void member(String name, String service, String options, Object... arguments) {
        var words = CommandLine.words(options, arguments);
        docker().web(
                        name,
                        "-l com.docker.compose.project=shop -l com.docker.compose.service={}"
                                + " -l naru.proxy.host={}.test {}",
                        service,
                        service,
                        words);
    }

    /** The answer to a request of the neighbour: the body, or the status if it is not 200. */
    String get(String host, String path, String... options) {
        var words = new ArrayList<String>(List.of("-s", "-m", "20", "-w", "%{http_code}"));
        words.addAll(List.of(options));
        var result =
                client.shell()
                        .quietly(
                                "curl {} --resolve {}:80:{} {}",
                                words,
                                host,
                                ADDRESS,
                                "http://" + host + path);
        var text = result.output();
        var status = text.substring(Math.max(0, text.length() - 3));
        return status.equals("200") ? text.substring(0, text.length() - 3).strip() : status;
    }

    /** The answers to several requests. */
    List<String> get(int count, String host, String... options) {
        var answers = new ArrayList<String>();
        for (int i = 0; i < count; i++) {
            answers.add(get(host, "/", options));
        }
        return answers;
    }

    /** Waits until all of these containers are ready members. */
    void awaitReady(String... names) throws Exception {
        for (var name : names) {
            awaitMember(name);
        }
    }

    /** By the API: a command takes half a second of processor time. */
    private void awaitMember(String name) throws Exception {
        awaitState("^" + name + " \\S+ ready");
    }

    /** Waits until a line of {@link #states} contains a match. */
    void awaitState(String pattern) throws Exception {
        var wanted = Pattern.compile(pattern, Pattern.MULTILINE);
        var deadline = Deadline.after(Duration.ofSeconds(20));
        while (!wanted.matcher(states()).find()) {
            if (deadline.isOver()) {
                throw new AssertionError("no \"" + pattern + "\" in:\n" + list());
            }
            Thread.sleep(20);
        }
    }

    /**
     * The members, {@code NAME ADDRESS STATE REASON}, and the problems, {@code problem CONTAINER
     * KEY TEXT}, by the API.
     */
    String states() {
        var text = new StringBuilder();
        var body = api.get("/proxy/routes").body();
        var members = MEMBER.matcher(body);
        while (members.find()) {
            text.append(join(members.group(1), members.group(2), members.group(3)));
            text.append(' ').append(members.group(4)).append('\n');
        }
        var problems = PROBLEM.matcher(body);
        while (problems.find()) {
            text.append(join("problem", problems.group(1), problems.group(2), problems.group(3)));
            text.append('\n');
        }
        return text.toString();
    }

    private static String join(String... words) {
        return String.join(" ", words);
    }

    /** Takes a container out of service, or back into it, by the API. */
    void drain(String container, boolean out) {
        post((out ? "drain/" : "undrain/") + container);
    }

    /** Compares HAProxy with containers and files, by the API. */
    void reload() {
        post("reload");
    }

    /** Deletes all cached responses. */
    void purge() {
        post("purge", "{\"All\": true}");
    }

    private void post(String path) {
        post(path, "{}");
    }

    private void post(String path, String json) {
        var response = api.post("/proxy/" + path, json);
        if (response.status() != 200) {
            throw new AssertionError(path + ": " + response.body());
        }
    }

    /** What {@code naru proxy ls} prints. */
    String list() {
        return naru("ls").output();
    }

    /** The processes of HAProxy on the host. */
    List<Long> processes() {
        return host.shell()
                .quietly("ip netns pids {}", host.netns())
                .output()
                .lines()
                .map(Long::valueOf)
                .filter(pid -> commandOf(pid).endsWith("haproxy"))
                .toList();
    }

    private static String commandOf(long pid) {
        return ProcessHandle.of(pid).flatMap(p -> p.info().command()).orElse("");
    }

    /** The time until a condition holds. */
    static Duration time(Callable<Boolean> condition) throws Exception {
        long start = System.nanoTime();
        while (!condition.call()) {
            if (System.nanoTime() - start > Duration.ofSeconds(30).toNanos()) {
                throw new AssertionError("not within 30 s");
            }
            Thread.sleep(2);
        }
        return Duration.ofNanos(System.nanoTime() - start);
    }

    @Override
    public void close() {
        post("disable");
    }
}

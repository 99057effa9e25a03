package naru.acceptance.lab;

import static org.assertj.core.api.Assertions.assertThat;

import naru.cli.text.Json;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Gives tests the shared lab, and fails those that leave something behind. */
final class LabExtension
        implements ExecutionCondition,
                ParameterResolver,
                BeforeEachCallback,
                AfterEachCallback,
                AfterAllCallback {
    private static final Namespace NAMESPACE = Namespace.create(LabExtension.class);
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int HOSTS = 2;
    private static final String CUSTOM =
            "/networks?filters=%7B%22type%22%3A%5B%22custom%22%5D%7D"; // {"type":["custom"]}

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        return "root".equals(System.getProperty("user.name"))
                ? ConditionEvaluationResult.enabled("root can make a lab")
                : ConditionEvaluationResult.disabled(
                        "needs root to make a lab of network namespaces");
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Lab.class;
    }

    @Override
    public Lab resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return lab(context);
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        System.out.println(
                "\n--- "
                        + context.getRequiredTestClass().getSimpleName()
                        + " "
                        + context.getDisplayName());
        lab(context); // whose first inventory is taken here, and later ones after each test
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        if (!isShared(context)) {
            compare(context);
        }
    }

    @Override
    public void afterAll(ExtensionContext context) throws Exception {
        if (isShared(context)) {
            compare(context);
        }
    }

    private static boolean isShared(ExtensionContext context) {
        return context.getRequiredTestClass().getAnnotation(InLab.class).shared();
    }

    private static void compare(ExtensionContext context) throws Exception {
        var shared = shared(context);
        clear(shared.lab.host().docker());
        var before = shared.inventory;
        var deadline = Deadline.after(PATIENCE);
        shared.inventory = shared.lab.host().inventory();
        while (!shared.inventory.equals(before) && !deadline.isOver()) {
            Thread.sleep(100); // the kernel takes its time to remove a pair of veths
            shared.inventory = shared.lab.host().inventory();
        }
        if (!shared.inventory.equals(before)) {
            throw new AssertionError(
                    "the test left something behind, or took something away:\n"
                            + difference(before, shared.inventory));
        }
    }

    /** The lab, and what was on its first host when the last test had ended. */
    private static final class Shared implements AutoCloseable {
        private final Lab lab = Lab.up(HOSTS);
        private SortedSet<String> inventory = lab.host().inventory();

        Shared() {
            if (!Eventually.isSlow()) { // what is asked after each test is what the command says
                var host = lab.host();
                var said = host.printedInventory();
                assertThat(host.takeInventory()).isNotEmpty().isEqualTo(said);
            }
        }

        @Override
        public void close() {
            lab.close();
        }
    }

    private static Lab lab(ExtensionContext context) {
        return shared(context).lab;
    }

    private static Shared shared(ExtensionContext context) {
        return context.getRoot()
                .getStore(NAMESPACE)
                .computeIfAbsent(Shared.class, _ -> new Shared(), Shared.class);
    }

    /** Removes all containers at once, then networks and volumes. */
    private static void clear(Docker docker) {
        var api = docker.api();
        remove(api, "/containers/json?all=1", "Id", "/containers/{}?force=1");
        remove(api, CUSTOM, "Id", "/networks/{}");
        var volumes = Json.at(Json.parse(api.get("/volumes").body()));
        remove(api, Json.objects(volumes.get("Volumes")), "Name", "/volumes/{}");
    }

    private static void remove(RawApi api, String list, String key, String path) {
        remove(api, Json.objects(Json.parse(api.get(list).body())), key, path);
    }

    private static void remove(
            RawApi api, List<Map<String, Object>> objects, String key, String path) {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var all =
                    objects.stream()
                            .map(object -> path.replace("{}", Json.text(object, key)))
                            .map(one -> threads.submit(() -> delete(api, one)))
                            .toList();
            all.forEach(LabExtension::join);
        }
    }

    private static void delete(RawApi api, String path) {
        var response = api.send("DELETE", path, "", new byte[0]);
        boolean removed = response.status() < 300 || response.status() == 404;
        assertThat(removed).as("DELETE %s: %s", path, response).isTrue();
    }

    private static void join(Future<?> removal) {
        try {
            removal.get();
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError(e.getMessage(), e);
        }
    }

    private static String difference(SortedSet<String> before, SortedSet<String> after) {
        var lines = new ArrayList<String>();
        before.stream()
                .filter(line -> !after.contains(line))
                .forEach(line -> lines.add("- " + line));
        after.stream()
                .filter(line -> !before.contains(line))
                .forEach(line -> lines.add("+ " + line));
        return String.join("\n", lines);
    }
}

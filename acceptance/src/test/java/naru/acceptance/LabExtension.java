package naru.acceptance;

import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** Gives tests the shared lab, and fails those that leave something behind. */
final class LabExtension
        implements ExecutionCondition, ParameterResolver, BeforeEachCallback, AfterEachCallback {
    private static final Namespace NAMESPACE = Namespace.create(LabExtension.class);
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int HOSTS = 2;

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
        context.getStore(NAMESPACE).put("inventory", inventory(lab(context)));
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        var lab = lab(context);
        lab.hosts().forEach(host -> clear(host.docker()));
        @SuppressWarnings("unchecked")
        var before =
                (Map<String, TreeSet<String>>)
                        context.getStore(NAMESPACE).get("inventory", Map.class);
        var deadline = System.nanoTime() + PATIENCE.toNanos();
        var after = inventory(lab);
        while (!after.equals(before) && System.nanoTime() < deadline) {
            Thread.sleep(100); // the kernel takes its time to remove a pair of veths
            after = inventory(lab);
        }
        if (!after.equals(before)) {
            throw new AssertionError(
                    "the test left something behind, or took something away:"
                            + difference(before, after));
        }
    }

    private static Lab lab(ExtensionContext context) {
        return context.getRoot()
                .getStore(NAMESPACE)
                .computeIfAbsent("lab", _ -> Lab.up(HOSTS), Lab.class);
    }

    private static Map<String, TreeSet<String>> inventory(Lab lab) {
        var inventories = new TreeMap<String, TreeSet<String>>();
        lab.hosts().forEach(host -> inventories.put(host.name(), host.inventory()));
        return inventories;
    }

    private static void clear(Docker docker) {
        var containers = docker.run("ps", "-aq").lines();
        if (!containers.isEmpty()) {
            docker.remove(containers.toArray(String[]::new));
        }
        var networks = docker.run("network", "ls", "-q", "--filter", "type=custom").lines();
        networks.forEach(network -> docker.text("network", "rm", network));
    }

    private static String difference(
            Map<String, TreeSet<String>> before, Map<String, TreeSet<String>> after) {
        var text = new StringBuilder();
        before.forEach((host, lines) -> {
            minus(lines, after.get(host))
                    .forEach(line -> text.append("\n- ").append(host).append(": ").append(line));
            minus(after.get(host), lines)
                    .forEach(line -> text.append("\n+ ").append(host).append(": ").append(line));
        });
        return text.toString();
    }

    private static List<String> minus(TreeSet<String> from, TreeSet<String> what) {
        return from.stream().filter(line -> !what.contains(line)).toList();
    }
}

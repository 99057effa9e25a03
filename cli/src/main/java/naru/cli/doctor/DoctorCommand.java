package naru.cli.doctor;

import naru.cli.http.DaemonOption;
import naru.cli.text.Json;
import naru.cli.text.Paint;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/** {@code naru doctor}: checks the requirements of Naru on this machine. */
@Command(
        name = "doctor",
        description = {
            "Check the requirements of Naru on this machine, and print remedies.",
            "Changes nothing. Exits with 1 if something is missing without which Naru does not"
                    + " work."
        },
        mixinStandardHelpOptions = true)
public final class DoctorCommand implements Callable<Integer> {
    private static final int NAME_WIDTH = 20;

    @SuppressWarnings("NullAway.Init") // picocli sets it before call
    @Spec
    private CommandSpec spec;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Option(
            names = "--data-root",
            paramLabel = "DIR",
            description = "The directory for images (${DEFAULT-VALUE}).")
    private Path dataRoot = Path.of("/var/lib/naru");

    @Mixin private final DaemonOption option = new DaemonOption();

    @Override
    public Integer call() {
        var sections =
                new ArrayList<>(new Doctor(Programs.ofHost(), dataRoot.toAbsolutePath()).examine());
        var networks = NetworkChecks.ask(option);
        if (!networks.isEmpty()) {
            sections.add(new Section("networks", networks));
        }
        var out = spec.commandLine().getOut();
        if (json) {
            out.println(json(sections));
        } else {
            print(sections, out, Paint.ofTerminal());
        }
        out.flush();
        return isMissingSomething(sections) ? 1 : 0;
    }

    private static boolean isMissingSomething(List<Section> sections) {
        return sections.stream()
                .flatMap(section -> section.findings().stream())
                .anyMatch(finding -> finding.status() == Finding.Status.MISSING);
    }

    static void print(List<Section> sections, PrintWriter out, Paint paint) {
        for (Section section : sections) {
            out.println(paint.bold(section.title()));
            for (Finding finding : section.findings()) {
                out.printf(
                        "  %s  %s  %s%n",
                        painted(finding.status(), paint),
                        padded(finding.name(), NAME_WIDTH),
                        finding.says());
                if (!finding.remedy().isEmpty()) {
                    out.println(" ".repeat(NAME_WIDTH + 13) + paint.dim("→ " + finding.remedy()));
                }
            }
        }
        out.println();
        out.println(
                isMissingSomething(sections)
                        ? paint.red("Something is missing without which Naru does not work.")
                        : paint.green("This machine can run Naru."));
    }

    private static String painted(Finding.Status status, Paint paint) {
        String word = padded(status.word(), 7);
        return switch (status) {
            case OK -> paint.green(word);
            case WARN -> paint.yellow(word);
            case MISSING -> paint.red(word);
        };
    }

    private static String padded(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }

    private static String json(List<Section> sections) {
        var findings = new ArrayList<Map<String, Object>>();
        for (Section section : sections) {
            for (Finding finding : section.findings()) {
                findings.add(
                        Json.object(
                                "section", section.title(),
                                "name", finding.name(),
                                "status", finding.status().word(),
                                "says", finding.says(),
                                "remedy", finding.remedy()));
            }
        }
        return Json.pretty(findings);
    }
}

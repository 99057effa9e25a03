package naru.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import picocli.CommandLine;
import picocli.CommandLine.Command;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

class MainTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    /** A command of a module above. */
    @Command(name = "explain", description = "Explains a connection.")
    static final class ExplainCommand implements Callable<Integer> {
        @Override
        public Integer call() {
            return 7;
        }
    }

    /** A command that fails. */
    @Command(name = "fail")
    static final class FailingCommand implements Callable<Integer> {
        @Override
        public Integer call() throws Exception {
            throw new java.io.IOException("no such thing");
        }
    }

    private int run(String... arguments) {
        var commands = new ArrayList<>(Main.commands());
        commands.add(ExplainCommand.class);
        commands.add(FailingCommand.class);
        return Main.commandLine(commands)
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
    }

    @Test
    void runsCommandsThatAreHandedIn() {
        assertThat(run("explain")).isEqualTo(7);
    }

    @Test
    void listsAllCommands() {
        assertThat(run("--help")).isZero();
        assertThat(out.toString())
                .containsSubsequence("daemon", "lab", "doctor", "inventory", "publish")
                .contains("explain")
                .contains("Explains a connection.");
    }

    @Test
    void printsHelpOfEveryCommand() {
        var seen = new ArrayList<String>();
        checkHelp(Main.commandLine(Main.commands()), seen);

        assertThat(seen).contains("naru daemon", "naru lab exec", "naru proxy why", "naru demo");
    }

    private void checkHelp(CommandLine command, List<String> seen) {
        var spec = command.getCommandSpec();
        var words = spec.qualifiedName(" ").split(" ");
        out.getBuffer().setLength(0);
        var arguments = List.of(words).subList(1, words.length);
        assertThat(
                        run(
                                Stream.concat(arguments.stream(), Stream.of("--help"))
                                        .toArray(String[]::new)))
                .as(spec.qualifiedName())
                .isZero();
        assertThat(out.toString()).contains("Usage: " + spec.qualifiedName());
        seen.add(spec.qualifiedName());
        command.getSubcommands().values().forEach(one -> checkHelp(one, seen));
    }

    @Test
    void reportsFailures() {
        assertThat(run("fail")).isEqualTo(1);
        assertThat(err.toString()).startsWith("naru: ").contains("no such thing");
    }
}

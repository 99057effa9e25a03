package naru.acceptance;

import java.util.ArrayList;
import java.util.List;

/** Debian's docker-compose 1.29 with one of the Compose files in the resources. */
final class Compose {
    private final Shell shell;
    private final List<String> command;

    /** The project's name is the file's. */
    Compose(Docker docker, String name) {
        this.shell = new Shell().with("DOCKER_HOST", docker.endpoint());
        this.command =
                List.of(
                        "docker-compose",
                        "-p",
                        name,
                        "-f",
                        TestFiles.path("compose/" + name + ".yaml"));
    }

    private Compose(Shell shell, List<String> command) {
        this.shell = shell;
        this.command = command;
    }

    /** The same with a variable that the file refers to. */
    Compose with(String variable, String value) {
        return new Compose(shell.with(variable, value), command);
    }

    Shell.Result run(String... words) {
        var whole = new ArrayList<>(command);
        whole.addAll(List.of(words));
        return shell.run(whole.toArray(String[]::new));
    }

    /** What a command prints that must work. */
    String text(String... words) {
        return run(words).text();
    }

    /** What a command says about its progress, which goes to standard error. */
    String progress(String... words) {
        var result = run(words);
        result.text();
        return result.errors();
    }
}

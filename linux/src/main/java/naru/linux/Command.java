package naru.linux;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A program to start.
 *
 * @param program the file to run
 * @param arguments begin with the name that it sees
 * @param environment beside what is in ours
 * @param folder where it begins, and leaves what it names by no path
 * @param pipes to us: its descriptors 3 and following, in this order
 * @param kept descriptors of ours that it gets, too: those that follow
 */
public record Command(
        Path program,
        List<String> arguments,
        Map<String, String> environment,
        Path folder,
        List<Pipe> pipes,
        List<Fd> kept) {
    /** What the program does at its end of a pipe. */
    public enum Pipe {
        READS,
        WRITES
    }

    public Command {
        arguments = List.copyOf(arguments);
        environment = Map.copyOf(environment);
        pipes = List.copyOf(pipes);
        kept = List.copyOf(kept);
    }

    /** With nothing of ours but pipes. */
    public Command(
            Path program,
            List<String> arguments,
            Map<String, String> environment,
            Path folder,
            List<Pipe> pipes) {
        this(program, arguments, environment, folder, pipes, List.of());
    }

    /** In the root folder. */
    public static Command of(Path program, String... arguments) {
        var all = new java.util.ArrayList<>(List.of(program.toString()));
        all.addAll(List.of(arguments));
        return new Command(program, all, Map.of(), Path.of("/"), List.of());
    }
}

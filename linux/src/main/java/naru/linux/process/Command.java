package naru.linux.process;

import naru.linux.Fd;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A program to start.
 *
 * @param program the file to run
 * @param arguments the first one is its own name
 * @param environment added to this process's
 * @param folder its working directory
 * @param pipes to this process: its descriptors 3 and following, in this order
 * @param kept descriptors of this process that it inherits, after those of {@code pipes}
 */
public record Command(
        Path program,
        List<String> arguments,
        Map<String, String> environment,
        Path folder,
        List<Pipe> pipes,
        List<Fd> kept) {
    /** How the program uses its end of a pipe. */
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

    /** Inherits pipes only. */
    public Command(
            Path program,
            List<String> arguments,
            Map<String, String> environment,
            Path folder,
            List<Pipe> pipes) {
        this(program, arguments, environment, folder, pipes, List.of());
    }

    /** Starts in the root directory. */
    public static Command of(Path program, String... arguments) {
        var all = new java.util.ArrayList<>(List.of(program.toString()));
        all.addAll(List.of(arguments));
        return new Command(program, all, Map.of(), Path.of("/"), List.of());
    }
}

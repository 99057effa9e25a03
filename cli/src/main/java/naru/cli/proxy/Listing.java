package naru.cli.proxy;

import naru.cli.http.DaemonOption;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.Map;
import java.util.concurrent.Callable;

/** A command that prints a list of the daemon's proxy. */
abstract class Listing implements Callable<Integer> {
    private final String path;

    @SuppressWarnings("NullAway.Init") // picocli sets it before call
    @Spec
    private CommandSpec spec;

    @Mixin private final DaemonOption option = new DaemonOption();

    Listing(String path) {
        this.path = path;
    }

    /** Prints the daemon's answer; returns whether it has no problems. */
    abstract boolean show(Map<String, Object> answer, PrintWriter out);

    @Override
    public final Integer call() throws IOException {
        var out = spec.commandLine().getOut();
        boolean isFine = show(option.daemon().get(path), out);
        out.flush();
        return isFine ? 0 : 1;
    }
}

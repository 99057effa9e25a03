package naru.cli.proxy;

import naru.cli.http.DaemonOption;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.util.concurrent.Callable;

/** {@code naru proxy show}. */
@Command(
        name = "show",
        description = "Print the configuration that HAProxy has read.",
        mixinStandardHelpOptions = true)
final class ProxyShowCommand implements Callable<Integer> {
    /** What can be shown. */
    enum Thing {
        config
    }

    @SuppressWarnings("NullAway.Init") // picocli sets it before call
    @Spec
    private CommandSpec spec;

    @Mixin private final DaemonOption option = new DaemonOption();

    @SuppressWarnings("NullAway.Init") // picocli sets it before call
    @Parameters(paramLabel = "config")
    private Thing thing;

    @Override
    public Integer call() throws IOException {
        var out = spec.commandLine().getOut();
        out.print(option.daemon().text("/proxy/" + thing));
        out.flush();
        return 0;
    }
}

package naru.cli.proxy;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code naru proxy}. */
@Command(
        name = "proxy",
        description = {
            "Serve, check and explain the HTTP routes that labels of containers define.",
            "Reads Traefik's labels, nginx-proxy's variables and naru.proxy labels."
        },
        subcommands = {
            ProxyListCommand.class,
            ProxyCertificatesCommand.class,
            ProxyCheckCommand.class,
            ProxyWhyCommand.class,
            ProxyShowCommand.class,
            ProxyPurgeCommand.class,
            ProxyRequests.Enable.class,
            ProxyRequests.Disable.class,
            ProxyRequests.Reload.class,
            ProxyRequests.Retry.class,
            ProxyRequests.Drain.class,
            ProxyRequests.Undrain.class
        },
        mixinStandardHelpOptions = true)
public final class ProxyCommand implements Runnable {
    @SuppressWarnings("NullAway.Init") // picocli sets it before run
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "Missing command: ls, certificates, check, why, show, purge, enable, disable,"
                        + " reload, retry, drain or undrain");
    }
}

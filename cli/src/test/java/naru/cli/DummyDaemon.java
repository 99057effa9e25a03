package naru.cli;

import naru.network.BuiltInDrivers;

import java.util.ArrayList;
import java.util.List;

/** The daemon with one more kind of network, {@link DummyDriver}, on an ordinary class path. */
final class DummyDaemon {
    private DummyDaemon() {}

    public static void main(String[] arguments) {
        var drivers = new ArrayList<>(BuiltInDrivers.factories());
        drivers.add(_ -> List.of(new DummyDriver()));
        var options = DaemonOptions.parse(arguments).orElseThrow();
        System.exit(DaemonCommand.run(options, List.of(), drivers));
    }
}

package naru.cli.demo;

import naru.cli.lab.Lab;
import naru.cli.lab.Labs;
import naru.linux.Netns;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Path;

/** A lab of one host. Its neighbour is the lab's switch, which has an address on the LAN, too. */
final class LabDemoHost implements DemoHost {
    static final String NAME = "demo";

    private final Labs labs;
    private final Lab lab;
    private final Lab.Host host;
    private final Netns netns;
    private final Netns switchNetns;
    private boolean closed;

    private LabDemoHost(Labs labs, Lab lab) {
        this.labs = labs;
        this.lab = lab;
        this.host = lab.hosts().getFirst();
        this.netns = Netns.open(host.netns());
        this.switchNetns = Netns.open(lab.switchNetns());
    }

    /** Creates the lab and waits until its daemon answers. */
    static LabDemoHost raise(Labs labs) throws IOException {
        return new LabDemoHost(labs, labs.up(NAME, 1, null));
    }

    @Override
    public Netns host() {
        return netns;
    }

    @Override
    public Netns neighbour() {
        return switchNetns;
    }

    @Override
    public InetAddress address() {
        return host.address();
    }

    @Override
    public Path socket() {
        return host.socket();
    }

    @Override
    public Path dataRoot() {
        return host.dataRoot();
    }

    @Override
    public Path execRoot() {
        return host.execRoot();
    }

    @Override
    public Path folder() {
        return host.folder().resolve("demo");
    }

    @Override
    public String howToEnter() {
        return "naru lab exec " + NAME + " " + host.name() + " -- bash";
    }

    @Override
    public String howToRemove() {
        return "naru lab down " + NAME;
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        netns.close();
        switchNetns.close();
        try {
            labs.down(lab);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}

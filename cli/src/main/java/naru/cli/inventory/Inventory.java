package naru.cli.inventory;

import naru.cli.text.Columns;
import naru.cli.text.Json;
import naru.network.desired.DesiredState;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Every object that the daemon owns or that looks like a leftover of it. Two inventories are equal
 * if nothing was left behind between them: items have a fixed order and contain nothing that
 * changes by itself.
 */
public record Inventory(List<Item> items) {
    /** The time limit for veth pairs that the kernel is removing. */
    private static final Duration REMOVAL_TIMEOUT = Duration.ofSeconds(1);

    public Inventory {
        items = List.copyOf(items);
    }

    /**
     * Lists the objects of the calling thread's network namespace and of the two directories. The
     * daemon may be running or dead.
     */
    public static Inventory take(Path dataRoot, Path execRoot) throws InterruptedException {
        var host =
                HostLinks.read(
                        REMOVAL_TIMEOUT); // first, so that objects being removed are absent from
        // all lists
        var state = new JournalState(DesiredState.read(dataRoot), OccupiedNamespaces.now()::has);
        Owners owners = state.owners().with(host);
        var items = new TreeSet<Item>(); // the kernel lists some objects twice
        items.addAll(LinkItems.of(host, owners));
        items.addAll(FileItems.read(dataRoot, execRoot, owners));
        items.addAll(FirewallItems.read(owners));
        items.addAll(RelayItems.read(execRoot, state.publishes()));
        items.addAll(state.items());
        return new Inventory(new ArrayList<>(items));
    }

    /** The leftovers. */
    public List<Item> leftovers() {
        return items.stream().filter(Item::leftover).toList();
    }

    /** One line per item: kind, name, detail, owner, and {@code leftover}. */
    public List<String> lines() {
        var columns = new Columns();
        for (Item item : items) {
            columns.row(
                    item.kind().word(),
                    item.name(),
                    item.detail(),
                    item.owner().isEmpty() ? "-" : item.owner(),
                    item.leftover() ? "leftover" : "");
        }
        return columns.lines();
    }

    /** An array of objects with the names of {@link Item}'s components. */
    public String json() {
        return Json.pretty(items.stream().map(Inventory::json).toList());
    }

    private static Map<String, Object> json(Item item) {
        return Json.object(
                "kind", item.kind().word(),
                "name", item.name(),
                "detail", item.detail(),
                "owner", item.owner(),
                "leftover", item.leftover());
    }
}

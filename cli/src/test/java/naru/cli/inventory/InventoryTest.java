package naru.cli.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.TreeSet;

class InventoryTest {
    private final Item bridge =
            new Item(Kind.INTERFACE, "docker0", "bridge up", "network bridge", false);
    private final Item stray = new Item(Kind.NAMESPACE, "/run/naru/netns/x", "", "", true);

    @Test
    void isPrintedOneLinePerItem() {
        assertThat(new Inventory(List.of(bridge, stray)).lines())
                .containsExactly(
                        "interface  docker0            bridge up  network bridge",
                        "namespace  /run/naru/netns/x             -               leftover");
    }

    @Test
    void isPrintedAsJson() {
        assertThat(new Inventory(List.of(stray)).json().replaceAll("\\s", ""))
                .isEqualTo(
                        "[{\"kind\":\"namespace\",\"name\":\"/run/naru/netns/x\",\"detail\":\"\","
                                + "\"owner\":\"\",\"leftover\":true}]");
    }

    @Test
    void singlesOutLeftovers() {
        assertThat(new Inventory(List.of(bridge, stray)).leftovers()).containsExactly(stray);
    }

    @Test
    void ordersItemsByKindThenName() {
        var docker1 = new Item(Kind.INTERFACE, "docker1", "", "", false);

        assertThat(new TreeSet<>(List.of(stray, docker1, bridge)))
                .containsExactly(bridge, docker1, stray);
    }
}

package naru.proxy.control;

import static org.assertj.core.api.Assertions.assertThat;

import naru.container.event.ContainerInfo.Phase;
import naru.proxy.control.ContainerFacts.Place;
import naru.proxy.haproxy.BackendPlan;
import naru.proxy.haproxy.Server;
import naru.proxy.label.Settings;
import naru.proxy.label.Vocabularies;
import naru.proxy.model.Name;
import naru.proxy.runtime.WantedBackend.Duty;
import naru.proxy.runtime.WantedBackend.Wanted;
import naru.proxy.table.TableBuilder;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

class MembersTest {
    private static final Map<String, String> LABELS =
            Map.of("naru.proxy.host", "a.test", "naru.proxy.weight", "7");
    private static final Place PLACE = new Place("bridge", "10.0.0.2", "");

    private static Members members(Set<String> drained, ContainerFacts... containers) {
        var definitions =
                Arrays.stream(containers)
                        .map(facts -> Vocabularies.read(facts.workload(), Settings.DEFAULT))
                        .toList();
        return new Members(
                TableBuilder.build(Settings.DEFAULT, definitions),
                Arrays.stream(containers)
                        .collect(
                                Collectors.toMap(
                                        facts -> facts.workload().name(), Function.identity())),
                drained,
                Optional::of);
    }

    private static List<Wanted> servers(Members members) {
        var service = members.pools().keySet().iterator().next();
        var plan = new BackendPlan("b", service, "", false, false);
        return members.backends(List.of(plan)).getFirst().servers();
    }

    private static Duty duty(ContainerFacts facts) {
        return servers(members(Set.of(), facts)).getFirst().duty();
    }

    @Test
    void placesServersAtTheirContainers() {
        var facts = Facts.running("web", LABELS, PLACE);

        assertThat(servers(members(Set.of(), facts)))
                .containsExactly(new Wanted(new Server("web.1", "10.0.0.2", 80, 7), Duty.SERVES));
    }

    @Test
    void finishesWhatIsStoppedPausedOrUnhealthy() {
        assertThat(duty(Facts.of("web", Phase.STOPPING, "", LABELS, PLACE)))
                .isEqualTo(Duty.FINISHES);
        assertThat(duty(Facts.of("web", Phase.PAUSED, "", LABELS, PLACE))).isEqualTo(Duty.FINISHES);
        assertThat(duty(Facts.of("web", Phase.RUNNING, "unhealthy", LABELS, PLACE)))
                .isEqualTo(Duty.FINISHES);
        assertThat(duty(Facts.of("web", Phase.RUNNING, "starting", LABELS, PLACE)))
                .isEqualTo(Duty.FINISHES);
        assertThat(duty(Facts.of("web", Phase.RUNNING, "healthy", LABELS, PLACE)))
                .isEqualTo(Duty.SERVES);
    }

    @Test
    void drainsOnRequest() {
        var facts = Facts.running("web", LABELS, PLACE);

        assertThat(servers(members(Set.of(facts.id()), facts)).getFirst().duty())
                .isEqualTo(Duty.DRAINS);
    }

    @Test
    void hasNoServersForEndedContainers() {
        assertThat(servers(members(Set.of(), Facts.of("web", Phase.EXITED, "", LABELS, PLACE))))
                .isEmpty();
    }

    @Test
    void reportsMembersThatCannotBeReached() {
        var facts = Facts.running("web", LABELS, new Place("lan", "", "the host cannot reach it"));

        assertThat(members(Set.of(), facts).problems())
                .extracting(Object::toString)
                .containsExactly("web: network: the host cannot reach it");
    }

    @Test
    void namesPoolsByService() {
        assertThat(members(Set.of(), Facts.running("web", LABELS, PLACE)).pools())
                .containsOnlyKeys(new Name("shop", "web-shop"));
    }
}

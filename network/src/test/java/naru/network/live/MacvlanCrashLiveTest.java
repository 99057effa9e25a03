package naru.network.live;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Macvlan networks that fail or die anywhere. See {@link LanCrash}. */
class MacvlanCrashLiveTest {
    private final Lab lab = new Lab();

    @AfterEach
    void close() {
        lab.close();
    }

    @ParameterizedTest
    @EnumSource(names = {"MACVLAN_WITH_HOST", "MACVLAN_ALONE"})
    void nothingIsLeftHalfDone(LanKind kind) {
        new LanCrash(lab).nothingIsLeftHalfDone(kind);
    }
}

package naru.network.live;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What this kernel may lack, failing or dying anywhere: ipvlan and 802.1q. See {@link LanCrash}.
 */
class IpvlanCrashLiveTest {
    private final Lab lab = new Lab();

    @AfterEach
    void close() {
        lab.close();
    }

    @ParameterizedTest
    @EnumSource(names = {"MACVLAN_TAGGED", "IPVLAN", "IPVLAN_TAGGED"})
    void nothingIsLeftHalfDone(LanKind kind) {
        new LanCrash(lab).nothingIsLeftHalfDone(kind);
    }
}

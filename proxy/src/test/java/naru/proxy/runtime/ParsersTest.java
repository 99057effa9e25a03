package naru.proxy.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.OptionalLong;

/** Answers recorded from HAProxy 2.6.12 and 3.0.11. */
class ParsersTest {
    private static final String SERVERS =
            """
            1
            # be_id be_name srv_id srv_name srv_addr srv_op_state srv_admin_state srv_uweight\
             srv_iweight srv_time_since_last_change srv_check_status srv_check_result\
             srv_check_health srv_check_state srv_agent_state bk_f_forced_id srv_f_forced_id\
             srv_fqdn srv_port srvrecord srv_use_ssl srv_check_port srv_check_addr srv_agent_addr\
             srv_agent_port
            3 b1 1 s1 127.0.0.1 0 0 1 1 9 8 2 0 6 0 0 0 - 18100 - 0 0 - - 0
            3 b1 3 x fd00::2 2 8 7 1 4 6 3 3 14 0 0 0 - 18102 - 0 0 - - 0
            """;

    private static final String PROCESSES =
            """
            #<PID>          <type>          <reloads>       <uptime>        <version>     \s
            11917           master          2 [failed: 1]   0d00h00m16s     2.6.12-1+deb12u4
            # workers
            12669           worker          1               0d00h00m04s     2.6.12-1+deb12u4
            # old workers
            12001           worker          2               0d00h00m09s     2.6.12-1+deb12u4
            # programs

            """;

    @Test
    void readsServers() throws RefusedException {
        assertThat(ServerState.parse(SERVERS))
                .containsExactly(
                        new ServerState("b1", "s1", "127.0.0.1", 18100, 0, 0, 1, 2),
                        new ServerState("b1", "x", "fd00::2", 18102, 2, 8, 7, 3));
    }

    @Test
    void readsAdministrativeStates() throws RefusedException {
        var servers = ServerState.parse(SERVERS);

        assertThat(servers.getFirst().isReady()).isTrue();
        assertThat(servers.getFirst().isDown()).isTrue();
        assertThat(servers.getLast().drains()).isTrue();
        assertThat(servers.getLast().hasPassedCheck()).isTrue();
    }

    @Test
    void refusesCutServerLists() {
        for (int length = 0; length < SERVERS.length(); length++) {
            var cut = SERVERS.substring(0, length);
            try {
                assertThat(ServerState.parse(cut)).hasSizeLessThanOrEqualTo(2);
            } catch (RefusedException expected) {
                assertThat(expected).hasMessageContaining("show servers state");
            }
        }
    }

    @Test
    void refusesErrorsInPlaceOfServers() {
        assertThatThrownBy(() -> ServerState.parse("Can't find backend."))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("Can't find backend.");
    }

    @Test
    void readsProcesses() {
        assertThat(MasterState.parse(PROCESSES))
                .contains(new MasterState(11917, 2, 1, OptionalLong.of(12669), List.of(12001L)));
    }

    @Test
    void findsNoWorkerWhileItStarts() {
        var starting = PROCESSES.replaceAll("12669 .*\n", "");

        assertThat(MasterState.parse(starting).orElseThrow().worker()).isEmpty();
    }

    @Test
    void acceptsCutProcessLists() {
        for (int length = 0; length < PROCESSES.length(); length++) {
            MasterState.parse(PROCESSES.substring(0, length))
                    .ifPresent(state -> assertThat(state.master()).isEqualTo(11917));
        }
    }

    @Test
    void readsMapText() {
        assertThat(MapSync.entries("/a b1\n/b  b2 \n\n/a b3\n"))
                .containsEntry("/a", "b1")
                .containsEntry("/b", "b2")
                .hasSize(2);
    }

    @Test
    void keepsLinesThatNameErrors() {
        var output =
                """
                [NOTICE]   (123) : haproxy version is 2.6.12-1+deb12u4
                [ALERT]    (123) : config : parsing [/x/haproxy.cfg:27] : unknown keyword 'bad'
                [ALERT]    (123) : config : Error(s) found in configuration file : /x/haproxy.cfg
                [ALERT]    (123) : config : Fatal errors found in configuration.
                """;

        assertThat(HaproxyProgram.errors(output))
                .isEqualTo("config : parsing [/x/haproxy.cfg:27] : unknown keyword 'bad'");
    }
}
